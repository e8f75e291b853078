"""What practices can be filtered by."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models import Fund, Place
from publishing.filters import FacetFilter, PublicationFilter

from .models import Practice

FIRST_YEAR = 1990


def year_choices():
    """List the years up to this one, the latest first."""
    return [(str(year), str(year)) for year in range(dt.date.today().year, FIRST_YEAR - 1, -1)]


class PracticeFilter(PublicationFilter):
    kind = FacetFilter(field_name="kind_of_practice", facet="type", label=_("Kind"), choices=Practice.Kind.choices)
    place = FacetFilter(
        field_name="places__slug",
        facet="place",
        label=_("Place"),
        choices=lambda: [(place.slug, place.name) for place in Place.objects.all()],
    )
    fund = FacetFilter(
        field_name="funding_shares__fund__slug",
        facet="fund",
        label=_("Fund"),
        choices=lambda: [(fund.slug, str(fund)) for fund in Fund.objects.all()],
    )
    year = FacetFilter(
        facet="year", label=_("Running in the year"), choices=year_choices, is_sorted=False, method="by_year"
    )

    class Meta:
        model = Practice
        fields = ["q", "topic", "target_group", "country", "place", "kind", "fund", "year"]

    def by_year(self, rows, name, values):
        """Keep the practices that ran in one of the years."""
        wanted = Q(pk__in=[])
        for year in map(int, values):
            on = Q(is_regular_service=True) | Q(period_until__isnull=True) | Q(period_until__gte=dt.date(year, 1, 1))
            wanted |= Q(period_from__lte=dt.date(year, 12, 31)) & on
        return rows.filter(wanted)
