"""What networks can be filtered by."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models import Country, Organisation
from publishing.filters import FacetFilter, PublicationFilter, country_choices, year_choices

from .models import MEMBER_TYPES, Membership, Method, Network
from .models.membership import MEMBER_TYPE_COUNTED, MEMBER_TYPE_COUNTRY, MEMBER_TYPE_NETWORK


class NetworkFilter(PublicationFilter):
    kind = FacetFilter(field_name="kind_of_body", facet="type", label=_("Kind"), choices=Network.Kind.choices)
    member_type = FacetFilter(
        facet="member_type", label=_("Type of member"), choices=MEMBER_TYPES, method="by_member_type"
    )
    level = FacetFilter(field_name="level", facet="level", label=_("Level"), choices=Network.Level.choices)
    country = FacetFilter(
        facet="country",
        label=_("Country"),
        choices=country_choices,
        method="by_country",
    )
    year = FacetFilter(
        facet="year", label=_("Active in the year"), choices=year_choices(), is_sorted=False, method="by_year"
    )

    class Meta:
        model = Network
        fields = ["q", "kind", "topic", "country", "member_type", "level", "target_group", "year"]

    def by_member_type(self, rows, name, values):
        """Keep the networks with a member of one of the types."""
        tests = {
            MEMBER_TYPE_COUNTRY: Q(memberships__country__isnull=False) | ~Q(memberships__country_group=""),
            MEMBER_TYPE_NETWORK: Q(memberships__member_network__isnull=False),
            MEMBER_TYPE_COUNTED: ~Q(memberships__counted_group=""),
        }
        wanted = Q(memberships__organisation__kind__in=set(values) & set(Organisation.Kind.values))
        for value in values:
            wanted |= tests.get(value, Q(pk__in=[])) & Q(memberships__isnull=False)
        return rows.filter(wanted).distinct()

    def by_country(self, rows, name, values):
        """Keep the networks tied to one of the countries by themselves or by a member."""
        wanted = Q(countries__code__in=values) | Q(memberships__country__code__in=values)
        wanted |= Q(memberships__organisation__country__code__in=values)
        if Country.objects.ever_eu().filter(code__in=values).exists():
            wanted |= Q(memberships__country_group=Membership.CountryGroup.EU)
        return rows.filter(wanted).distinct()

    def by_year(self, rows, name, values):
        """Keep the networks that were alive in one of the years."""
        wanted = Q(pk__in=[])
        for year in map(int, values):
            alive = Q(ended_until__isnull=True) | Q(ended_until__gte=dt.date(year, 1, 1))
            wanted |= Q(created_from__lte=dt.date(year, 12, 31)) & alive
        return rows.filter(wanted).exclude(kind_of_body=Network.Kind.PROPOSED)


def network_choices():
    """List the published networks as (slug, short name) pairs."""
    return [(network.slug, network.short_name) for network in Network.objects.published()]


class MethodFilter(PublicationFilter):
    network = FacetFilter(field_name="network__slug", facet="network", label=_("Made by"), choices=network_choices)
    adopter = FacetFilter(
        field_name="adoptions__network__slug", facet="adopter", label=_("Adopted by"), choices=network_choices
    )

    class Meta:
        model = Method
        fields = ["q", "network", "adopter", "topic", "target_group", "country"]
