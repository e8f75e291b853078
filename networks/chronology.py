"""The lives of all networks on one scale of years, drawn by the server, and what went over into what."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from directory.names import fold

from .asking import Downloadable, kind_choice
from .models import Network, Succession

WIDTH, ROW, HEAD, BAR, MARGIN = 960, 40, 30, 10, 12  # in units of the drawing, which are CSS pixels
LETTER, LONGEST, TIP = 7.4, 80, 10  # width of a letter, letters of a name, room for the tip of an arrow
EVERY = 5  # a line for each fifth year on scales longer than `FINE` years
FINE = 30


@dataclass(frozen=True)
class Life:
    """The days between which a network began and ended; None where no source tells, `ended` at once for one at work."""

    began: tuple[dt.date | None, dt.date | None]
    ended: tuple[dt.date | None, dt.date | None] | None


@dataclass(frozen=True)
class Origin:
    """What a network came from: another network or a funding programme, when and how."""

    label: str
    url: str
    happened: str
    how: str


@dataclass(frozen=True)
class Bar:
    """The life of one network as it is drawn: what is sure and what is not, as paths, and where its name stands."""

    network: Network
    name: str
    sure: str
    unsure: str
    x: float
    y: float
    anchor: str  # of the name: "start", or "end" where it would run out of the picture


def life_of(network: Network) -> Life | None:
    """Return when the network lived, None where no date is known or it was only proposed."""
    dated = network.created_from or network.created_until or network.ended_from or network.ended_until
    if network.kind_of_body == Network.Kind.PROPOSED or not dated:
        return None
    ended = (network.ended_from, network.ended_until) if network.ended else None
    return Life((network.created_from, network.created_until), ended)


def stretches(life: Life, first: dt.date, today: dt.date) -> tuple[list[tuple], tuple | None]:
    """Return the stretches of days in which the network may have lived, and the one in which it surely did.

    `first` is the first day of the scale: an unknown beginning reaches back to it. What was not ended goes on `today`.
    """
    earliest, latest = life.began
    begin = earliest or first, latest or earliest or (life.ended and life.ended[0]) or first
    end = (today, today)
    if life.ended:
        lower, upper = life.ended
        end = lower or begin[1], upper or max(today, lower or today)
    sure = (begin[1], end[0]) if begin[1] < end[0] else None
    if sure is None:
        return [(begin[0], max(begin[1], end[1]))], None
    return [stretch for stretch in (begin, end) if stretch[0] < stretch[1]], sure


class Scale:
    """Years from left to right, with a margin on both sides."""

    def __init__(self, first: int, last: int):
        self.first, self.last = first, last  # the first year, and the one that begins at the right edge
        self.start = dt.date(first, 1, 1)
        self.per_day = (WIDTH - 2 * MARGIN) / (dt.date(last, 1, 1) - self.start).days

    def x(self, day: dt.date) -> float:
        """Return the place of a day in the drawing, within its edges."""
        place = MARGIN + (day - self.start).days * self.per_day
        return round(min(max(place, MARGIN), WIDTH - MARGIN), 1)

    def years(self) -> list[tuple[int, float]]:
        """Return the years that are written, with their places."""
        step = 1 if self.last - self.first <= FINE // 2 else 2 if self.last - self.first <= FINE else EVERY
        return [(year, self.x(dt.date(year, 1, 1))) for year in range(self.first, self.last, step)]


class Chronology(Downloadable):
    """The timeline that an address asks for: of all networks or those of one kind."""

    heading = _("Timeline of the networks")

    def __init__(self, params: QueryDict):
        self.today = dt.date.today()
        self.kind = kind_choice(params)
        self.errors = [self.kind.error] if self.kind.error else []
        networks = Network.objects.published()
        if self.kind.value:
            networks = networks.filter(kind_of_body=self.kind.value)
        self.networks = list(networks)
        links = Succession.objects.filter(successor__in=[network.pk for network in self.networks])
        self.links = list(links.select_related("predecessor", "predecessor_fund"))
        lives = {network.pk: life_of(network) for network in self.networks}
        self.lives = {pk: life for pk, life in lives.items() if life}

    @property
    def query(self) -> str:
        return f"?{urlencode(self.kind.kept)}" if self.kind.kept else ""

    @property
    def total(self) -> int:
        return len(self.networks)

    # Order

    def _begin(self, network: Network) -> dt.date:
        life = self.lives[network.pk]
        return life.began[0] or (life.ended and life.ended[0]) or self.today

    @cached_property
    def dated(self) -> list[Network]:
        """The networks with a date: families together, the oldest first."""
        known = [network for network in self.networks if network.pk in self.lives]
        families = _families([network.pk for network in known], self._ties())
        first = {network.pk: self._begin(network) for network in known}
        head = {pk: min(first[one] for one in families[pk]) for pk in first}
        begun = {pk: life.began[0] or dt.date.min for pk, life in self.lives.items()}
        return sorted(known, key=lambda one: (head[one.pk], min(families[one.pk]), begun[one.pk], fold(one.title)))

    @cached_property
    def undated(self) -> list[Network]:
        return sorted((one for one in self.networks if one.pk not in self.lives), key=lambda one: fold(one.title))

    def _ties(self) -> list[tuple[int, int]]:
        pairs = [(link.predecessor_id, link.successor_id) for link in self.links]
        return [pair for pair in pairs if pair[0] in self.lives and pair[1] in self.lives]

    def origins(self) -> dict[int, list[Origin]]:
        """Return what each network came from; a predecessor that is not public is not named."""
        found: dict[int, list[Origin]] = {}
        for link in self.links:
            if link.predecessor and not link.predecessor.is_published:
                continue
            url = link.predecessor.get_absolute_url() if link.predecessor else ""
            label = link.predecessor.short_name if link.predecessor else str(link.predecessor_fund)
            origin = Origin(label, url, link.happened, link.note)
            found.setdefault(link.successor_id, []).append(origin)
        return found

    def entries(self) -> list[tuple[Network, list[Origin]]]:
        """Return the dated networks in the order of the drawing, each with what it came from."""
        origins = self.origins()
        return [(network, origins.get(network.pk, [])) for network in self.dated]

    # The drawing

    @cached_property
    def scale(self) -> Scale:
        lives = self.lives.values()
        days = [day for life in lives for day in (*life.began, *(life.ended or ())) if day]
        first = min(days, default=self.today).year
        has_open_beginning = any(life.began[0] is None for life in lives)
        return Scale(first - (2 if has_open_beginning else 0), max([*days, self.today]).year + 1)

    width = WIDTH

    @property
    def height(self) -> int:
        return HEAD + ROW * len(self.dated) + MARGIN

    @property
    def today_x(self) -> float:
        return self.scale.x(self.today)

    @cached_property
    def bars(self) -> list[Bar]:
        return [self._bar(place, network) for place, network in enumerate(self.dated)]

    def _bar(self, place: int, network: Network) -> Bar:
        y = HEAD + ROW * place + 24
        unsure, sure = stretches(self.lives[network.pk], self.scale.start, self.today)
        ends = [self.scale.x(day) for stretch in [*unsure, *([sure] if sure else [])] for day in stretch]
        name = Truncator(network.short_name).chars(LONGEST)
        x, anchor = min(ends) + (TIP if network.pk in self._successors else 0), "start"
        if x + len(name) * LETTER > WIDTH:
            x, anchor = max(max(ends), len(name) * LETTER), "end"
        return Bar(
            network,
            name,
            self._path(y, sure) if sure else "",
            "".join(self._path(y, stretch) for stretch in unsure),
            round(min(x, WIDTH), 1),
            y - 6,
            anchor,
        )

    @cached_property
    def _successors(self) -> set[int]:
        return {successor for _predecessor, successor in self._ties()}

    def _path(self, y: int, stretch: tuple[dt.date, dt.date]) -> str:
        left, right = (self.scale.x(day) for day in stretch)
        return f"M{left} {y}h{round(max(right - left, 3), 1)}v{BAR}h-{round(max(right - left, 3), 1)}z"

    @cached_property
    def ties(self) -> list[str]:
        """One path for each succession within the drawing, from the end of one network to the begin of the other."""
        place = {network.pk: number for number, network in enumerate(self.dated)}
        return [
            self._tie(link, place[link.predecessor_id], place[link.successor_id])
            for link in self.links
            if link.predecessor_id in place and link.successor_id in place
        ]

    def _tie(self, link: Succession, above: int, below: int) -> str:
        old, new = self.lives[link.predecessor_id], self.lives[link.successor_id]
        known = [day for day in (link.happened_from, old.ended and old.ended[1]) if day]
        leave = min(known, default=new.began[0] or self.today)
        arrive = new.began[0] or link.happened_from or leave
        half = BAR // 2 if above < below else -BAR // 2
        top, end = HEAD + ROW * above + 24 + BAR // 2 + half, HEAD + ROW * below + 24 + BAR // 2 - half
        middle = round((top + end) / 2, 1)
        left, right = self.scale.x(leave), self.scale.x(arrive)
        return f"M{left} {top}C{left} {middle} {right} {middle} {right} {end}"

    # As a file

    def export_rows(self) -> Iterator[dict]:
        origins = self.origins()
        for network in [*self.dated, *self.undated]:
            yield {
                "network": network.slug,
                "title": network.title,
                "address": f"{settings.PORTAL_ADDRESS}{network.get_absolute_url()}",
                "kind": network.kind_of_body,
                "created": network.created,
                "ended": network.ended,
                "came_from": [f"{one.label} {one.happened}".strip() for one in origins.get(network.pk, [])],
            }


def _families(keys: list[int], ties: list[tuple[int, int]]) -> dict[int, frozenset[int]]:
    """Return for each key all those that are tied to it, directly or by others, itself included."""
    family = {key: {key} for key in keys}
    for one, other in ties:
        if family[one] is not family[other]:
            family[one] |= family[other]
            for key in family[other]:
                family[key] = family[one]
    return {key: frozenset(members) for key, members in family.items()}
