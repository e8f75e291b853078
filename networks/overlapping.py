"""How many members, or topics, each two networks share, as a matrix over all of them."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from directory.names import fold

from .asking import Choice, Downloadable, kind_choice
from .models import Network
from .rolls import AsOf
from .seats import seats_on

DRAWN = 22  # networks in the table: half a matrix of 22 keeps the page within 800 elements
MUCH = 0.5  # share of the smaller network from which on two share much
MEMBERS, TOPICS = "members", "topics"


def shared(sets: Mapping[Hashable, Iterable[Hashable]]) -> Counter:
    """Return for each two keys the number of things that their sets share; the diagonal is a set's own size.

    Pairs that share nothing are not in it and count as 0. It goes through things, not pairs: most share none.
    """
    holders: dict[Hashable, list] = defaultdict(list)
    for key, things in sets.items():
        for thing in set(things):
            holders[thing].append(key)
    return Counter(pair for keys in holders.values() for pair in product(keys, repeat=2))


@dataclass(frozen=True)
class Cell:
    """What two networks share; `level` is 0 for nothing, 1 for something, 2 for half of the smaller one or more."""

    number: int
    level: int
    url: str  # of the two side by side, "" on the diagonal
    names: str


class Overlap(Downloadable):
    """The matrix that an address asks for: of members or topics, on a day, of all kinds or one."""

    heading = _("What networks share")

    def __init__(self, params: QueryDict):
        self.as_of = AsOf(params)
        self.of = Choice(params, "of", _("What is shared"), [(MEMBERS, _("members")), (TOPICS, _("topics"))], MEMBERS)
        self.kind = kind_choice(params)
        self.errors = [one.error for one in (self.as_of, self.of, self.kind) if one.error]
        networks = Network.objects.published().alive_on(self.as_of.day)
        if self.kind.value:
            networks = networks.filter(kind_of_body=self.kind.value)
        self.networks = sorted(self._fetched(networks), key=lambda network: fold(network.short_name))
        self.shared = shared(self._sets())

    def _fetched(self, networks):
        return networks.prefetch_related("topics") if self.of.value == TOPICS else networks

    def _sets(self) -> dict[int, Iterable]:
        if self.of.value == TOPICS:
            return {network.pk: [topic.pk for topic in network.topics.all()] for network in self.networks}
        return {pk: seats.members for pk, seats in seats_on(self.networks, self.as_of.day).items()}

    # Addresses

    def url(self, **changed: str) -> str:
        """Return the address of this page with other values of some choices, "" taking one away."""
        pairs = {**self.as_of.kept, **self.of.kept, **self.kind.kept, **changed}
        asked = urlencode({name: value for name, value in pairs.items() if value})
        return f"?{asked}" if asked else "?"

    @property
    def query(self) -> str:
        return self.url().rstrip("?")

    @property
    def ways(self) -> list[tuple[str, str, bool]]:
        """What can be shared: name, address and whether the page shows it."""
        return [(capfirst(label), self.url(of=value), value == self.of.value) for value, label in self.of.pairs]

    # What the table shows

    @property
    def total(self) -> int:
        return len(self.networks)

    @cached_property
    def partners(self) -> Counter:
        """With how many others each network shares something, by its key."""
        return Counter(one for one, other in self.shared if one != other)

    @cached_property
    def drawn(self) -> list[Network]:
        """The networks of the table: those that share something, at most `DRAWN`, those with most others first."""
        sharing = [network for network in self.networks if self.partners[network.pk]]
        most = sorted(sharing, key=lambda network: -self.partners[network.pk])[:DRAWN]
        return [network for network in self.networks if network in set(most)]

    @cached_property
    def left_out(self) -> list[Network]:
        """The networks that share something and have no room in the table."""
        return [one for one in self.networks if self.partners[one.pk] and one not in set(self.drawn)]

    @cached_property
    def alone(self) -> list[Network]:
        """The networks with something to share and nobody to share it with."""
        return [one for one in self.networks if self.shared[one.pk, one.pk] and not self.partners[one.pk]]

    @cached_property
    def unknown(self) -> list[Network]:
        """The networks of which nothing is known that could be shared."""
        return [one for one in self.networks if not self.shared[one.pk, one.pk]]

    def rows(self) -> Iterator[tuple[Network, list[Cell], int]]:
        """Yield each network with its cells up to the diagonal, and the number of columns after it."""
        base, day = reverse("networks:compare"), self.as_of.kept
        for place, left in enumerate(self.drawn):
            cells = [self._cell(base, day, left, right) for right in self.drawn[: place + 1]]
            yield left, cells, len(self.drawn) - place - 1

    def _cell(self, base: str, day: dict, left: Network, right: Network) -> Cell:
        number = self.shared[left.pk, right.pk]
        if left == right:
            return Cell(number, 0, "", "")
        smaller = min(self.shared[left.pk, left.pk], self.shared[right.pk, right.pk])
        level = 0 if not number else 2 if number >= MUCH * smaller else 1
        asked = urlencode([("network", left.slug), ("network", right.slug), *day.items()])
        return Cell(number, level, f"{base}?{asked}", f"{left.short_name}, {right.short_name}")

    def export_rows(self) -> Iterator[dict]:
        """Yield a line for each network with its own size and what it shares with each, all of them, drawn or not."""
        for left in self.networks:
            yield {
                "network": left.slug,
                "title": left.title,
                "as_of": self.as_of.day.isoformat(),
                "of": self.of.value,
                "size": self.shared[left.pk, left.pk],
                **{f"with:{right.slug}": self.shared[left.pk, right.pk] for right in self.networks},
            }
