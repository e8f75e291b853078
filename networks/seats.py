"""Who sits in which network on a day: groups of countries taken apart by their dates, each member known by its key."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.text import capfirst

from directory.models import Country
from directory.names import fold

from .models import MEMBER_TYPES, Membership, Network, Standing
from .models.membership import MEMBER_TYPE_COUNTRY


@dataclass(frozen=True)
class Member:
    """One member by what it is: the same organisation in two networks is the same member."""

    table: str  # "country", "organisation" or "network"
    name: str  # its lasting name there: a code or a slug
    label: str = field(compare=False, default="")
    kind: str = field(compare=False, default="")  # one of MEMBER_TYPES
    home: Country | None = field(compare=False, default=None)


@dataclass
class Seats:
    """The members of one network on a day, the groups that a source only counts, and who stands beside it."""

    members: dict[Member, None] = field(default_factory=dict)  # a set that keeps its order
    counted: list[Membership] = field(default_factory=list)
    beside: list[Membership] = field(default_factory=list)

    def by_type(self) -> dict[str, list[Member]]:
        """Return the members by the value of their type, the types by their name."""
        groups: dict[str, list[Member]] = {}
        for member in self.members:
            groups.setdefault(member.kind, []).append(member)
        return dict(sorted(groups.items(), key=lambda group: fold(type_label(group[0]))))

    def by_country(self) -> list[tuple[Country, int]]:
        """Return the number of members from each country, by its name in the reader's language."""
        numbers = Counter(member.home for member in self.members if member.home)
        return sorted(numbers.items(), key=lambda pair: fold(pair[0].label))


def type_label(kind: str) -> str:
    """Return the name of a type of members."""
    return capfirst(str(dict(MEMBER_TYPES)[kind]))


def seats_on(networks: Iterable[Network], day: dt.date) -> dict[int, Seats]:
    """Return the seats of each network on `day` by its key; a network that was not at work has none. Two queries."""
    alive = {network.pk for network in networks if network.standing_on(day) == Standing.ALIVE}
    found = {network.pk: Seats() for network in networks}
    union = [_country(country) for country in Country.objects.eu_on(day)]
    for row in Membership.objects.filter(network__in=alive).on(day).with_members():
        seats = found[row.network_id]
        if row.role in Membership.OUTSIDE:
            seats.beside.append(row)
        elif row.counted_group:
            seats.counted.append(row)
        else:
            seats.members |= dict.fromkeys(union if row.country_group else [_member(row)])
    return found


def _country(country: Country) -> Member:
    return Member("country", country.code, country.label, MEMBER_TYPE_COUNTRY, country)


def _member(row: Membership) -> Member:
    if row.country:
        return _country(row.country)
    if row.member_network:
        return Member("network", row.member_network.slug, row.label, row.member_type)
    return Member("organisation", row.organisation.slug, row.label, row.member_type, row.organisation.country)
