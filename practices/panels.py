"""What the pages of practices show beside the record: its assessment, similar practices, figures by country."""

from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from directory.models import Country
from directory.names import fold
from index.query import IndexUnavailable
from index.similar import similar
from publishing.listing import Listing

from .grading import RULES, Criterion, Label, missing_for, next_label
from .models import Assessment, Practice

SIMILAR = 4


@dataclass(frozen=True)
class Panel:
    """The layers of judgement: label, level, the assessment that counts, and what the next label takes."""

    label: Label
    level: int
    assessment: Assessment | None
    scores: list
    next_label: Label | None
    missing: list[str]


def assessment_panel(practice: Practice) -> Panel:
    """Return what readers are told about label, evidence and assessment of a practice."""
    newest = practice.newest_assessment
    following = next_label(practice.label)
    given = newest.scores_by_criterion if newest else None
    order = {name: place for place, name in enumerate(Criterion.values)}
    return Panel(
        label=Label(practice.label),
        level=practice.evidence_level,
        assessment=newest,
        scores=sorted(newest.scores.all(), key=lambda score: order[score.criterion]) if newest else [],
        next_label=Label(following) if following in RULES else None,
        missing=missing_for(following, practice.evidence_level, given) if following in RULES else [],
    )


class Neighbour(NamedTuple):
    """A practice as it is named on the page of another one."""

    pk: int
    title: str
    slug: str
    language: str

    def get_absolute_url(self) -> str:
        return Practice(slug=self.slug).get_absolute_url()


def similar_to(practice: Practice) -> list[Neighbour]:
    """Return a few published practices that share terms and words with this one; none while the index is away."""
    try:
        terms = super(Practice, practice).index_facets()
        hits = similar(practice.kind(), practice.pk, practice.title, terms, SIMILAR)
    except IndexUnavailable:
        return []
    found = Practice.objects.published().order_by().filter(pk__in=[hit.pk for hit in hits])
    rows = {row[0]: Neighbour(*row) for row in found.values_list(*Neighbour._fields)}
    return [rows[hit.pk] for hit in hits if hit.pk in rows]


@dataclass(frozen=True)
class CountryRow:
    """A country with its number of practices and the list of them."""

    country: Country
    total: int
    url: str


def map_rows(page: Listing) -> list[CountryRow]:
    """Return the countries of a list's practices, by name, each with the list narrowed to it."""
    counts = page.result.counts.get("country", {})
    found = Country.objects.filter(code__in=counts)
    base = reverse("practices:practice-list")
    rows = [CountryRow(c, counts[c.code], base + page.url(only=("country", c.code))) for c in found]
    return sorted(rows, key=lambda row: fold(row.country.label))
