"""Up to four practices side by side: which the address names, what is shown of each, and which could be added."""

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.wording import describe
from index.query import IndexUnavailable, query
from publishing.filters import MAX_TEXT

from .models import Practice

MOST = 4
FOUND = 8


@dataclass(frozen=True)
class Row:
    """One line of the comparison: its name and the value of each practice, "" where nothing is known."""

    name: str
    values: list[tuple[str, str]]  # text, language


class Comparison:
    """What an address asks to be compared. Whatever it says, it is a page, with its faults named."""

    def __init__(self, params: QueryDict):
        asked = [slug.replace("\0", "") for slug in dict.fromkeys(params.getlist("p")) if slug.strip("\0 ")]
        self.q = params.get("q", "").replace("\0", "").strip()[:MAX_TEXT]
        self.errors = []
        rows = ("countries", "places", "topics", "target_groups", "funding_shares__fund", "partners__organisation")
        known = Practice.objects.published().prefetch_related(*rows, "costs", "participants")
        found = {practice.slug: practice for practice in known.filter(slug__in=asked[:20])}
        self.practices = [found[slug] for slug in asked if slug in found][:MOST]
        for slug in asked[:20]:
            if slug not in found:
                self.errors.append(gettext("There is no practice “%(slug)s”. It was left out.") % {"slug": slug[:60]})
        if len(found) > MOST:
            self.errors.append(gettext("Four practices fit side by side. Those after the fourth were left out."))

    @property
    def is_full(self) -> bool:
        return len(self.practices) == MOST

    def url(self, without: str = "", also: str = "") -> str:
        """Return the address of the comparison without one practice, or with one more."""
        pairs = QueryDict(mutable=True)
        slugs = [practice.slug for practice in self.practices if practice.slug != without]
        pairs.setlist("p", [*slugs, *([also] if also else [])])
        return f"?{pairs.urlencode()}" if pairs.getlist("p") else "."

    @property
    def heads(self) -> list[tuple[Practice, str]]:
        """Each practice with the address of the comparison without it."""
        return [(practice, self.url(without=practice.slug)) for practice in self.practices]

    @cached_property
    def candidates(self) -> list[tuple[Practice, str]]:
        """Practices that the searched words find, each with the address of the comparison with it."""
        if not self.q or self.is_full:
            return []
        try:
            hits = query([Practice.kind()], text=self.q, limit=FOUND + MOST).hits
        except IndexUnavailable:
            self.errors.append(gettext("The search is being built. Try again in a moment."))
            return []
        rows = {row.pk: row for row in Practice.objects.published().filter(pk__in=[hit.pk for hit in hits])}
        chosen = {practice.pk for practice in self.practices}
        new = [rows[hit.pk] for hit in hits if hit.pk in rows and hit.pk not in chosen]
        return [(practice, self.url(also=practice.slug)) for practice in new[:FOUND]]

    @cached_property
    def rows(self) -> list[Row]:
        """The lines in which at least one practice says something."""
        lines = [Row(name, [(tell(p), "") for p in self.practices]) for name, tell in FACTS]
        for field in ("summary", *Practice.TEXTS):
            name = capfirst(str(Practice._meta.get_field(field).verbose_name))
            lines.append(Row(name, [(getattr(p, field), p.language) for p in self.practices]))
        return [line for line in lines if any(text for text, _language in line.values)]


def _joined(values) -> str:
    return "\n".join(str(value) for value in values)


def _money(rows) -> str:
    return _joined(f"{row.amount:,.0f} {row.currency} {row.note}".strip() for row in rows if row.amount is not None)


FACTS = [
    (_("Label"), lambda p: capfirst(str(p.get_label_display()))),
    (_("Evidence level"), lambda p: str(p.evidence_level)),
    (_("Points of the assessment"), lambda p: f"{p.assessed_score} / 18" if p.assessed_score else ""),
    (_("Status"), lambda p: capfirst(p.status_label)),
    (_("From when to when"), lambda p: describe(p.period)),
    (_("Kind"), lambda p: capfirst(str(p.get_kind_of_practice_display()))),
    (_("Level"), lambda p: capfirst(str(p.get_level_display()))),
    (_("Countries"), lambda p: _joined(country.label for country in p.countries.all())),
    (_("Places"), lambda p: _joined(place.name for place in p.places.all())),
    (_("Topics"), lambda p: _joined(topic.label for topic in p.topics.all())),
    (_("Target groups"), lambda p: _joined(group.label for group in p.target_groups.all())),
    (_("Who runs it"), lambda p: _joined(partner for partner in p.partners.all() if partner.is_implementer)),
    (_("Numbers reached"), lambda p: _joined(str(row) for row in p.participants.all())),
    (_("Costs"), lambda p: _money(p.costs.all())),
    (_("Funding"), lambda p: _joined(share for share in p.funding_shares.all())),
]
