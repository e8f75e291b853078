"""The timetable of a plan as a drawing: a row for each action, a column for each year. Lengths are in pixels."""

import datetime as dt
from dataclasses import dataclass

from directory.wording import describe

WIDTH = 980  # of all years together; many years make it wider
NARROWEST_YEAR = 60
ROW = 46  # the name of the action, and beneath it the bar
HEAD = 30
BAR = 14
LONGEST_NAME = 100  # characters
MOST_YEARS = 25


@dataclass(frozen=True)
class Mark:
    """Something dated that carries the action out: where it stands on the row."""

    x: float
    label: str


@dataclass(frozen=True)
class Row:
    """The bar of one action. `is_open` says that no source names its end."""

    action: object
    y: int
    name: str
    x: float
    width: float
    is_open: bool
    period: str
    marks: list[Mark]

    @property
    def baseline(self) -> int:
        return self.y + 19

    @property
    def top(self) -> int:
        return self.y + 26

    @property
    def middle(self) -> int:
        return self.top + BAR // 2


@dataclass(frozen=True)
class Gantt:
    """The whole drawing. `today` is where the line of the day stands, None outside the years."""

    width: int
    height: int
    years: list[tuple[int, int, int]]  # the year, where its column begins, where its name stands
    rows: list[Row]
    today: float | None
    bar: int = BAR
    head: int = HEAD
    row: int = ROW


def gantt(actions: list, today: dt.date) -> Gantt | None:
    """Return the drawing of the actions of one plan, None where no year is known.

    The years are those of the plan and of all that its actions name. A bar begins where its action does; where no
    source says when, with the plan.
    """
    days = [day for action in actions for day in _days(action)]
    if not days:
        return None
    first = min(days).year
    last = min(max(days).year, first + MOST_YEARS - 1)
    scale = _Scale(first, last)
    rows = [_row(action, number, scale) for number, action in enumerate(actions)]
    wide = scale.year
    years = [(year, (year - first) * wide, (year - first) * wide + wide // 2) for year in scale.years]
    here = scale.x(today) if first <= today.year <= last else None
    return Gantt(len(years) * wide, HEAD + len(rows) * ROW, years, rows, here)


def _days(action) -> list[dt.date]:
    plan = action.plan
    days = [plan.period_from, plan.period_until, action.begun_from, action.until_until]
    return [day for day in days if day is not None]


class _Scale:
    """Turns days into pixels; what lies outside the years stands at their edge."""

    def __init__(self, first: int, last: int):
        self.first, self.last = dt.date(first, 1, 1), dt.date(last, 12, 31)
        self.years = range(first, last + 1)
        self.year = max(WIDTH // len(self.years), NARROWEST_YEAR)

    def x(self, day: dt.date) -> float:
        day = min(max(day, self.first), self.last)
        days_in_year = 366 if dt.date(day.year, 12, 31).timetuple().tm_yday == 366 else 365
        part = (day.timetuple().tm_yday - 1) / days_in_year
        return round((day.year - self.first.year + part) * self.year, 1)

    def end(self, day: dt.date) -> float:
        """Return where the day ends: the last one of the years at the edge of the drawing."""
        return len(self.years) * self.year if day >= self.last else self.x(day + dt.timedelta(days=1))


def _row(action, number: int, scale: _Scale) -> Row:
    plan = action.plan
    starts = action.begun_from or plan.period_from or scale.first
    ends = action.until_until or plan.period_until or scale.last
    left, right = scale.x(starts), scale.end(max(starts, ends))
    marks = [
        Mark(round((scale.x(first) + scale.x(last)) / 2, 1), item.label)
        for item in action.shown_items
        if (dates := item.dates)
        for first, last in [dates]
        if last >= scale.first and first <= scale.last
    ]
    name = f"{action.number} {action.title}"
    short = name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME].rstrip()}…"
    return Row(
        action, HEAD + number * ROW, short, left, max(round(right - left, 1), 4), action.until_until is None,
        describe(action.until) if action.until else "", marks,
    )  # fmt: skip
