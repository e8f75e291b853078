"""The figures of each country: networks, events hosted, exchanges given and taken, practices."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BigIntegerField, Value

from directory.models import Country
from directory.names import fold
from events.models import Exchange, Meeting, Party, StudyVisit
from index.query import IndexUnavailable, query
from networks.models import Membership, Network
from practices.models import Practice

from .sources import SOURCES


@dataclass(frozen=True)
class CountryFigures:
    country: Country
    networks: int
    meetings: int
    visits: int
    given: int
    taken: int
    shared: int
    practices: int

    @property
    def url(self) -> str:
        return self.country.get_absolute_url()

    @property
    def total(self) -> int:
        """Everything together, the figure of the map."""
        return self.networks + self.meetings + self.visits + self.given + self.taken + self.shared + self.practices


def country_figures() -> list[CountryFigures]:
    """Return the figures of every country with any, by its name in the reader's language. Five queries."""
    today = dt.date.today()
    countries = list(Country.objects.all())
    networks = _networks(countries, today)
    meetings, visits = _hosted()
    given, taken, shared = _exchanged(Party.Role.GIVER, Party.Role.RECEIVER, Party.Role.PARTNER)
    practices = _by_country(Practice.objects.published().order_by().values_list("pk", "countries"))
    columns = (networks, meetings, visits, given, taken, shared, practices)
    rows = [CountryFigures(country, *(len(column.get(country.pk, ())) for column in columns)) for country in countries]
    return sorted((row for row in rows if row.total), key=lambda row: fold(row.country.label))


def entries_by_topic() -> dict[str, int]:
    """Return the number of published records on each topic, by its slug; empty while the index is away."""
    try:
        return query([source.kind for source in SOURCES], counts=["topic"], limit=1).counts["topic"]
    except IndexUnavailable:
        return {}


Column = dict[int | None, set[int]]  # the keys of records by that of their country


def _networks(countries: list[Country], today: dt.date) -> Column:
    seats = Membership.objects.on(today).filter(network__in=Network.objects.published())
    found: Column = {}
    for network, country, group in seats.values_list("network_id", "country_id", "country_group"):
        members = [c.pk for c in countries if c.is_eu_on(today)] if group else [country]
        for pk in members:
            found.setdefault(pk, set()).add(network)
    return found


def _by_country(rows: Iterable[tuple]) -> Column:
    """Return the records of each country from rows of a record's key and those of countries."""
    found: Column = {}
    for pk, *countries in rows:
        for country in countries:
            found.setdefault(country, set()).add(pk)
    return found


def _hosted() -> tuple[Column, Column]:
    """Return the meetings and the visits that each country hosts."""
    places = ("place__country", "venue_country")
    nowhere = Value(None, BigIntegerField())
    meetings = Meeting.objects.published().order_by().values_list(Value("meeting"), "pk", *places, nowhere)
    visits = StudyVisit.objects.published().order_by().values_list(
        Value("visit"), "pk", *places, "visited_places__country"
    )  # fmt: skip
    rows = list(meetings.union(visits, all=True))
    return tuple(_by_country(rest for kind, *rest in rows if kind == wanted) for wanted in ("meeting", "visit"))


def _exchanged(*roles: str) -> tuple[Column, ...]:
    """Return the exchanges in which each country has a role, for each of the roles."""
    parties = Party.objects.filter(role__in=roles, exchange__in=Exchange.objects.published())
    rows = list(parties.values_list("role", "exchange_id", "country_id", "organisation__country_id"))
    return tuple(_by_country((pk, own or seat) for role, pk, own, seat in rows if role == wanted) for wanted in roles)
