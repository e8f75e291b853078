"""What went from which country to which: the figures, and the drawing of them."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.models import Country
from directory.names import fold
from publishing.listing import Listing

from .charts import Box, curve
from .models import Adoption

MOST = 40  # flows that are drawn and listed: the strongest ones
SWEEPS = 8
WIDTH, BOX, LEAST, GAP, EDGE = 720, 230, 34, 10, 8
THIN, THICK = 8, 24  # the widest that a band of one adoption, and of the most, may be


def flow_choices() -> list[tuple[str, str]]:
    """List the ways that published adoptions went, as ("SE-BE", "Sweden → Belgium")."""
    pairs = Adoption.objects.published().order_by().values_list("origin_countries__code", "country__code").distinct()
    labels = {country.code: country.label for country in Country.objects.all()}
    unknown = _("not known")
    return [
        (f"{giver or ''}-{taker or ''}", f"{labels.get(giver, unknown)} → {labels.get(taker, unknown)}")
        for giver, taker in pairs
    ]


@dataclass(frozen=True)
class Side:
    """A country as giver or taker; `country` is None where it is not known. `url` leads to its adoptions."""

    role: str
    code: str
    label: str
    country: Country | None
    total: int
    url: str


@dataclass(frozen=True)
class Flow:
    """So many adoptions from one country to another."""

    giver: Side
    taker: Side
    total: int
    url: str


@dataclass(frozen=True)
class Band:
    """The line of one flow in the drawing."""

    path: str
    width: int


class FlowChart:
    """The flows between countries of what a list of adoptions found, the strongest first."""

    def __init__(self, page: Listing):
        self.page = page
        counts = _counts(page)
        self.total = len(counts)
        strongest = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
        self.flows = self._flows(strongest)

    @property
    def left_out(self) -> int:
        """The number of flows that are neither drawn nor listed."""
        return self.total - len(self.flows)

    def _flows(self, pairs: list[tuple[str, int]]) -> list[Flow]:
        countries = {country.code: country for country in Country.objects.all()}
        ways = [(*key.split("-"), number) for key, number in pairs]
        sums: Counter = Counter()
        for giver, taker, number in ways:
            sums["giver", giver] += number
            sums["taker", taker] += number
        sides = {key: self._side(*key, countries.get(key[1]), total) for key, total in sums.items()}
        return [
            Flow(sides["giver", giver], sides["taker", taker], number, self._url(("flow", f"{giver}-{taker}")))
            for giver, taker, number in ways
        ]

    def _side(self, name: str, code: str, country: Country | None, total: int) -> Side:
        label = country.label if country else _("not known")
        return Side(name, code, label, country, total, self._url((name, code)) if country else "")

    def _url(self, only: tuple[str, str]) -> str:
        return reverse("events:adoption-list") + self.page.url(only=only)

    # The drawing: givers on the left, takers on the right, bands as wide as their numbers

    @cached_property
    def columns(self) -> tuple[list[Side], list[Side]]:
        """The givers and the takers, each from top to bottom, in an order in which few bands cross."""
        left = _by_name({flow.giver for flow in self.flows})
        right = _by_name({flow.taker for flow in self.flows})
        for _sweep in range(SWEEPS):
            right = _ordered(right, left, [(flow.taker, flow.giver, flow.total) for flow in self.flows])
            left = _ordered(left, right, [(flow.giver, flow.taker, flow.total) for flow in self.flows])
        return left, right

    @cached_property
    def unit(self) -> float:
        """The width of a band for one adoption."""
        return min(THIN, THICK / max((flow.total for flow in self.flows), default=1))

    def _width(self, flow: Flow) -> int:
        return max(1, round(flow.total * self.unit))

    def _placed(self, sides: list[Side], x: int) -> dict[Side, Box]:
        boxes, y = {}, EDGE
        for side in sides:
            bands = sum(self._width(flow) + 2 for flow in self.flows if side in (flow.giver, flow.taker))
            height = max(LEAST, bands + 10)
            boxes[side] = Box(x, y, BOX, height, (f"{side.label}: {side.total}",), side.url)
            y += height + GAP
        return boxes

    @cached_property
    def _boxes(self) -> tuple[dict[Side, Box], dict[Side, Box]]:
        left, right = self.columns
        return self._placed(left, EDGE), self._placed(right, WIDTH - BOX - EDGE)

    @property
    def boxes(self) -> list[Box]:
        return [box for column in self._boxes for box in column.values()]

    @property
    def bands(self) -> list[Band]:
        """The bands; where they leave and arrive they lie in the order of the other side, so that they do not cross."""
        left, right = self._boxes
        starts = self._docks(left, list(right), lambda flow: (flow.giver, flow.taker))
        ends = self._docks(right, list(left), lambda flow: (flow.taker, flow.giver))
        left_edge, right_edge = EDGE + BOX, WIDTH - EDGE - BOX
        return [Band(curve(left_edge, starts[flow], right_edge, ends[flow]), self._width(flow)) for flow in self.flows]

    def _docks(self, boxes: dict[Side, Box], others: list[Side], ends_of) -> dict[Flow, int]:
        """Return the height at which each band touches its box on one side."""
        docks = {}
        for side, box in boxes.items():
            own = sorted((f for f in self.flows if ends_of(f)[0] is side), key=lambda f: others.index(ends_of(f)[1]))
            y = box.y + (box.height - sum(self._width(flow) + 2 for flow in own)) // 2
            for flow in own:
                docks[flow] = y + self._width(flow) // 2 + 1
                y += self._width(flow) + 2
        return docks

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def height(self) -> int:
        return max((box.y + box.height for box in self.boxes), default=0) + EDGE


def _counts(page: Listing) -> dict[str, int]:
    """Return the number of adoptions for each way that the filters of the page leave."""
    chosen = page.asked.values.get("flow")
    if page.view is not None:
        counts = page.result.counts.get("flow", {})
    else:
        rows = page.filterset(page.params).narrow(Adoption.objects.published())
        found = rows.select_related("country").prefetch_related("origin_countries")
        counts = Counter(way for adoption in found for way in adoption.flows)
    return {way: number for way, number in counts.items() if number and (not chosen or way in chosen)}


def _by_name(sides: set[Side]) -> list[Side]:
    return sorted(sides, key=lambda side: (not side.code, fold(side.label)))


def _ordered(sides: list[Side], others: list[Side], ties: list[tuple[Side, Side, int]]) -> list[Side]:
    """Return `sides` by the weighted middle of the places of those opposite; equals keep their order."""
    place = {side: number for number, side in enumerate(others)}

    def middle(side: Side) -> float:
        own = [(place[other], weight) for one, other, weight in ties if one is side]
        return sum(at * weight for at, weight in own) / sum(weight for _at, weight in own)

    return sorted(sides, key=middle)
