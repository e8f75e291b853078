"""What practices can be filtered by."""

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from directory.models import Fund, Organisation, Place
from publishing.filters import FacetFilter, PublicationFilter, language_choices, year_choices

from . import showings
from .grading import EVIDENCE_LEVELS, Label
from .models import Practice, PracticeTranslation
from .models.practice import Status, has_status

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def _capitals(choices):
    """Return a callable that lists the choices with a capital first letter."""
    return lambda: [(value, capfirst(str(label))) for value, label in choices]


def evidence_choices():
    """List the evidence levels, as "2: Before and after"."""
    return [
        (str(level), f"{level}: {str(text).partition(':')[0].partition(',')[0]}")
        for level, text in EVIDENCE_LEVELS.items()
    ]


class PracticeFilter(PublicationFilter):
    place = FacetFilter(
        field_name="places__slug",
        facet="place",
        label=_("Place"),
        choices=lambda: [(place.slug, place.name) for place in Place.objects.all()],
    )
    level = FacetFilter(field_name="level", facet="level", label=_("Level"), choices=_capitals(Practice.Level.choices))
    kind = FacetFilter(
        field_name="kind_of_practice", facet="type", label=_("Kind"), choices=_capitals(Practice.Kind.choices)
    )
    implementer = FacetFilter(
        facet="implementer",
        label=_("Who runs it"),
        choices=_capitals(Organisation.Kind.choices),
        method="by_implementer",
    )
    fund = FacetFilter(
        field_name="funding_shares__fund__slug",
        facet="fund",
        label=_("Fund"),
        choices=lambda: [(fund.slug, str(fund)) for fund in Fund.objects.all()],
    )
    evidence = FacetFilter(
        field_name="evidence_level",
        facet="evidence",
        label=_("Evidence level"),
        choices=evidence_choices,
        is_sorted=False,
    )
    label = FacetFilter(
        field_name="label", facet="label", label=_("Label"), choices=_capitals(Label.choices), is_sorted=False
    )
    status = FacetFilter(
        facet="status", label=_("Status"), choices=_capitals(Status.choices), is_sorted=False, method="by_status"
    )
    evaluated = FacetFilter(
        facet="has_evaluation", label=_("Has an evaluation"), choices=YES_NO, is_sorted=False, method="by_evaluation"
    )
    origin = FacetFilter(
        field_name="origin", facet="origin", label=_("Who wrote this"), choices=_capitals(Practice.Origin.choices)
    )
    language = FacetFilter(facet="language", label=_("Language"), choices=language_choices, method="by_language")
    network = FacetFilter(
        facet="network", label=_("Shown in the network"), choices=showings.network_choices, method="by_network"
    )
    shown_at = FacetFilter(facet="shown_at", label=_("Shown at"), choices=showings.event_choices, method="by_showing")
    year = FacetFilter(
        facet="year", label=_("Running in the year"), choices=year_choices(), is_sorted=False, method="by_year"
    )

    default_sort = "published"
    sorts = [
        *PublicationFilter.sorts,
        ("evidence", _("Strongest evidence first")),
        ("assessed", _("Best assessed first")),
    ]

    class Meta:
        model = Practice
        fields = [
            "q", "topic", "target_group", "country", "place", "level", "kind", "implementer", "fund", "evidence",
            "label", "status", "evaluated", "origin", "language", "network", "shown_at", "year",
        ]  # fmt: skip

    def by_implementer(self, rows, name, values):
        """Keep the practices that bodies of one of the types run."""
        own = Q(partners__organisation__isnull=True, partners__kind_of_body__in=values)
        listed = Q(partners__organisation__kind__in=values)
        return rows.filter(own | listed, partners__is_implementer=True).distinct()

    def by_status(self, rows, name, values):
        """Keep the practices that stand in one of the ways today."""
        wanted = Q(pk__in=[])
        for value in values:
            wanted |= has_status(value, timezone.localdate())
        return rows.filter(wanted)

    def by_evaluation(self, rows, name, values):
        """Keep those that somebody looked at, or those that nobody did."""
        if len(values) == len(YES_NO):
            return rows
        looked_at = ~Q(evaluation="") | Q(evidence_items__isnull=False)
        return rows.filter(looked_at).distinct() if "yes" in values else rows.exclude(looked_at)

    def by_language(self, rows, name, values):
        """Keep what is written in, or translated into, one of the languages."""
        approved = Q(translations__language__in=values, translations__state=PracticeTranslation.State.APPROVED)
        return rows.filter(Q(language__in=values) | approved).distinct()

    def by_network(self, rows, name, values):
        """Keep what was shown at events of the networks."""
        return rows.filter(showings.of_networks(values)).distinct()

    def by_showing(self, rows, name, values):
        """Keep what was shown at one of the events."""
        return rows.filter(showings.at_events(values)).distinct()

    def by_year(self, rows, name, values):
        """Keep the practices that ran in one of the years."""
        wanted = Q(pk__in=[])
        for year in map(int, values):
            on = Q(is_regular_service=True) | Q(period_until__isnull=True) | Q(period_until__gte=dt.date(year, 1, 1))
            wanted |= Q(period_from__lte=dt.date(year, 12, 31)) & on
        return rows.filter(wanted)
