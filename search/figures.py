"""The figures of each country: networks, events hosted, exchanges given and taken, practices."""

import datetime as dt
from dataclasses import dataclass

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
    def total(self) -> int:
        """Everything together, the figure of the map."""
        return self.networks + self.meetings + self.visits + self.given + self.taken + self.shared + self.practices


def country_figures() -> list[CountryFigures]:
    """Return the figures of every country with any, by its name in the reader's language. Ten queries."""
    today = dt.date.today()
    countries = list(Country.objects.all())
    networks = _networks(countries, today)
    meetings, visits = (
        _hosted(Meeting, "place__country", "venue_country"),
        _hosted(StudyVisit, "place__country", "venue_country", "visited_places__country"),
    )
    given, taken, shared = (_exchanged(role) for role in (Party.Role.GIVER, Party.Role.RECEIVER, Party.Role.PARTNER))
    practices = _hosted(Practice, "countries")
    rows = [
        CountryFigures(
            country,
            *(
                len(found.get(country.pk, ()))
                for found in (networks, meetings, visits, given, taken, shared, practices)
            ),
        )
        for country in countries
    ]
    return sorted((row for row in rows if row.total), key=lambda row: fold(row.country.label))


def entries_by_topic() -> dict[str, int]:
    """Return the number of published records on each topic, by its slug; empty while the index is away."""
    try:
        return query([source.kind for source in SOURCES], counts=["topic"], limit=1).counts["topic"]
    except IndexUnavailable:
        return {}


def _networks(countries: list[Country], today: dt.date) -> dict[int, set[int]]:
    seats = Membership.objects.on(today).filter(network__in=Network.objects.published())
    found: dict[int, set[int]] = {}
    for network, country, group in seats.values_list("network_id", "country_id", "country_group"):
        members = [c.pk for c in countries if c.is_eu_on(today)] if group else [country]
        for pk in members:
            found.setdefault(pk, set()).add(network)
    return found


def _hosted(model, *paths: str) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for pk, *countries in model.objects.published().order_by().values_list("pk", *paths):
        for country in countries:
            found.setdefault(country, set()).add(pk)
    return found


def _exchanged(role: str) -> dict[int, set[int]]:
    parties = Party.objects.filter(role=role, exchange__in=Exchange.objects.published())
    found: dict[int, set[int]] = {}
    for pk, own, seat in parties.values_list("exchange_id", "country_id", "organisation__country_id"):
        found.setdefault(own or seat, set()).add(pk)
    return found
