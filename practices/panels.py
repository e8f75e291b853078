"""What the pages of practices show beside the record: its assessment, similar practices, figures by country."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from directory.addresses import address_of
from directory.models import Country
from directory.names import fold
from index.query import IndexUnavailable
from index.similar import similar
from publishing.asking import ask
from publishing.listing import Listing
from publishing.models import is_public
from publishing.whole import as_moment, rows_of

from .grading import RULES, Criterion, Label, missing_for, next_label
from .models import Assessment, Practice

SIMILAR = 4
STAND_INS = range(-SIMILAR, 0)  # for the keys of similar practices


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
        return address_of("practices:practice-detail", self.slug)


def similar_to(practice: Practice) -> list[Neighbour]:
    """Return a few published practices that share terms and words with this one; none while the index is away."""
    try:
        terms = {
            "topic": [topic.slug for topic in rows_of(practice, "topics")],
            "target_group": [group.slug for group in rows_of(practice, "target_groups")],
            "country": [country.code for country in rows_of(practice, "countries")],
        }
        hits = similar(practice.kind(), practice.pk, practice.title, terms, SIMILAR)
    except IndexUnavailable:
        return []
    rows = ask("neighbours", _neighbours, dict(zip(STAND_INS, [hit.pk for hit in hits], strict=False)))
    public = (told for state, since, *told in rows if is_public(state, since and as_moment(since)))
    found = {told[0]: Neighbour(*told) for told in public}
    return [found[hit.pk] for hit in hits if hit.pk in found]


def _neighbours() -> QuerySet:
    """Return the question for the practices with some keys, public or not."""
    rows = Practice.objects.order_by().filter(pk__in=STAND_INS)
    return rows.values_list("state", "published_at", *Neighbour._fields)


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
