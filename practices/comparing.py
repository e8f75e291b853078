"""Up to four practices side by side, and which could be added."""

from functools import cached_property

from django.db.models import Prefetch
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.wording import describe
from index.query import IndexUnavailable, query
from publishing.filters import clean_words
from publishing.side_by_side import MOST, SideBySide, joined

from .models import FundingShare, Partner, Practice

FOUND = 8


def _money(rows) -> str:
    return joined(f"{row.amount:,.0f} {row.currency} {row.note}".strip() for row in rows if row.amount is not None)


FACTS = [
    (_("Label"), lambda p: capfirst(str(p.get_label_display()))),
    (_("Evidence level"), lambda p: str(p.evidence_level)),
    (_("Points of the assessment"), lambda p: f"{p.assessed_score} / 18" if p.assessed_score else ""),
    (_("Status"), lambda p: capfirst(p.status_label)),
    (_("From when to when"), lambda p: describe(p.period)),
    (_("Kind"), lambda p: capfirst(str(p.get_kind_of_practice_display()))),
    (_("Level"), lambda p: capfirst(str(p.get_level_display()))),
    (_("Countries"), lambda p: joined(country.label for country in p.countries.all())),
    (_("Places"), lambda p: joined(place.name for place in p.places.all())),
    (_("Topics"), lambda p: joined(topic.label for topic in p.topics.all())),
    (_("Target groups"), lambda p: joined(group.label for group in p.target_groups.all())),
    (_("Who runs it"), lambda p: joined(partner for partner in p.partners.all() if partner.is_implementer)),
    (_("Numbers reached"), lambda p: joined(str(row) for row in p.participants.all())),
    (_("Costs"), lambda p: _money(p.costs.all())),
    (_("Funding"), lambda p: joined(share for share in p.funding_shares.all())),
]


class Comparison(SideBySide):
    """Up to four practices, and those that the searched words offer beside them."""

    model = Practice
    parameter = "p"
    missing = _("There is no practice “%(slug)s”. It was left out.")
    too_many = _("Four practices fit side by side. Those after the fourth were left out.")
    facts = FACTS
    texts = ("summary", *Practice.TEXTS)
    fetched = (
        "countries", "places", "topics", "target_groups", "costs", "participants",
        Prefetch("funding_shares", FundingShare.objects.select_related("fund")),
        Prefetch("partners", Partner.objects.select_related("organisation")),
    )  # fmt: skip

    def __init__(self, params: QueryDict):
        super().__init__(params)
        self.q = clean_words(params.get("q", ""))

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
        chosen = {practice.pk for practice in self.records}
        new = [rows[hit.pk] for hit in hits if hit.pk in rows and hit.pk not in chosen]
        return [(practice, self.url(also=practice.slug)) for practice in new[:FOUND]]
