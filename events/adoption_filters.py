"""What adoptions can be filtered by."""

import datetime as dt

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from practices.models import Practice
from publishing.filters import FacetFilter, PublicationFilter, country_choices, year_choices

from .filters import EventFilter, network_choices
from .flow import flow_choices
from .models import Adoption, Exchange, Meeting, StudyVisit
from .models.adoption import SEEN_AT


def practice_choices():
    """List the published practices that somebody took over."""
    taken = Adoption.objects.published().values("practice")
    return list(Practice.objects.published().filter(pk__in=taken).values_list("slug", "title"))


def event_choices():
    """List the published events at which something was seen that was then taken over."""
    return [
        (slug, title)
        for model, name in zip((Meeting, StudyVisit, Exchange), SEEN_AT, strict=True)
        for slug, title in model.objects.published()
        .filter(pk__in=Adoption.objects.published().values(name))
        .values_list("slug", "title")
    ]


class AdoptionFilter(PublicationFilter):
    giver = FacetFilter(
        field_name="origin_countries__code", facet="giver", label=_("From the country"), choices=country_choices
    )
    taker = FacetFilter(field_name="country__code", facet="taker", label=_("To the country"), choices=country_choices)
    status = FacetFilter(
        field_name="status", facet="status", label=_("How far it is"), is_sorted=False,
        choices=lambda: [(value, capfirst(str(label))) for value, label in Adoption.Status.choices],
    )  # fmt: skip
    network = FacetFilter(
        facet="network", label=_("Seen through the network"), choices=network_choices, method="by_network"
    )
    seen_at = FacetFilter(facet="shown_at", label=_("Seen at"), choices=event_choices, method="by_event")
    year = FacetFilter(
        facet="year", label=_("Since the year"), choices=year_choices(ahead=5), is_sorted=False, method="by_year"
    )
    practice = FacetFilter(
        field_name="practice__slug", facet="practice", label=_("Practice taken over"), choices=practice_choices
    )
    flow = FacetFilter(facet="flow", label=_("From where to where"), choices=flow_choices, method="by_flow")
    country = FacetFilter(
        facet="country", label=_("Country on either side"), choices=country_choices, method="by_country"
    )

    sorts = EventFilter.sorts
    default_sort = "newest"

    class Meta:
        model = Adoption
        fields = [
            "q", "giver", "taker", "status", "topic", "target_group", "network", "seen_at", "year", "practice",
            "flow", "country",
        ]  # fmt: skip

    def by_network(self, rows, name, values):
        """Keep what was seen at events of the networks."""
        return rows.filter(_at_any({"network__slug__in": values}))

    def by_event(self, rows, name, values):
        """Keep what was seen at one of the events."""
        return rows.filter(_at_any({"slug__in": values}))

    def by_year(self, rows, name, values):
        """Keep what began in one of the years, or may have."""
        wanted = Q(pk__in=[])
        for year in map(int, values):
            first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
            is_open = Q(since_until__isnull=True, since_from__gte=first)
            wanted |= Q(since_from__lte=last) & (Q(since_until__gte=first) | is_open)
        return rows.filter(wanted)

    def by_flow(self, rows, name, values):
        """Keep what went one of the ways, as "SE-BE"; a side that is not known is empty."""
        wanted = Q(pk__in=[])
        for giver, _dash, taker in (value.partition("-") for value in values):
            came = Q(origin_countries__code=giver) if giver else Q(origin_countries__isnull=True)
            wanted |= came & (Q(country__code=taker) if taker else Q(country__isnull=True))
        return rows.filter(wanted).distinct()

    def by_country(self, rows, name, values):
        """Keep what comes from one of the countries, goes to it or names it."""
        sides = Q(origin_countries__code__in=values) | Q(country__code__in=values)
        return rows.filter(sides | Q(countries__code__in=values)).distinct()


def _at_any(condition: dict) -> Q:
    """Return the condition that the event where it was seen, of whatever kind, meets `condition`."""
    wanted = Q(pk__in=[])
    for name in SEEN_AT:
        wanted |= Q(**{f"{name}__{key}": value for key, value in condition.items()})
    return wanted
