"""Where practices were shown. Practices know no events: the room of events says here how to find them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q


class Showing(NamedTuple):
    """A published event at which a practice was shown, and its network ("" for none), by their addresses."""

    event: str
    network: str


@dataclass(frozen=True)
class Way:
    """One way of being shown: what to fetch with practices, how to read it, and how to ask for it."""

    prefetch: str
    showings: Callable[[object], Iterable[Showing]]
    at_events: Callable[[list[str]], Q]
    of_networks: Callable[[list[str]], Q]
    event_choices: Callable[[], list[tuple[str, str]]]
    network_choices: Callable[[], list[tuple[str, str]]]


ways: list[Way] = []


def register(way: Way) -> None:
    """Add one way in which practices are shown."""
    ways.append(way)


def prefetches() -> list[str]:
    """Return what to prefetch before `showings_of` is asked for many practices."""
    return [way.prefetch for way in ways]


def showings_of(practice) -> set[Showing]:
    """Return where `practice` was shown."""
    return {showing for way in ways for showing in way.showings(practice)}


def at_events(slugs: list[str]) -> Q:
    """Return the condition that a practice was shown at one of the events."""
    return _any(way.at_events(slugs) for way in ways)


def of_networks(slugs: list[str]) -> Q:
    """Return the condition that a practice was shown at an event of one of the networks."""
    return _any(way.of_networks(slugs) for way in ways)


def event_choices() -> list[tuple[str, str]]:
    """List the published events at which practices were shown."""
    return _merged(way.event_choices() for way in ways)


def network_choices() -> list[tuple[str, str]]:
    """List the published networks at whose events practices were shown."""
    return _merged(way.network_choices() for way in ways)


def _any(conditions: Iterable[Q]) -> Q:
    whole = Q(pk__in=[])
    for condition in conditions:
        whole |= condition
    return whole


def _merged(lists: Iterable[list[tuple[str, str]]]) -> list[tuple[str, str]]:
    return list({value: label for pairs in lists for value, label in pairs}.items())
