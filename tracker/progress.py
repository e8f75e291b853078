"""How far a plan has come, area by area: numbers, and the pieces of a bar."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .states import Status

# From what is done to what has not begun; "" is an action of which nothing is told.
ORDER = (Status.COMPLETE, Status.CONTINUOUS, Status.UNDER_WAY, Status.PENDING, Status.STOPPED, "")


def status_name(status: str) -> str:
    """Return a status as the head of a column; "" is no status."""
    return capfirst(str(Status(status).label)) if status else _("No status")


@dataclass(frozen=True)
class Piece:
    """A part of a bar: its status, where it starts and how wide it is, in hundredths of the bar."""

    status: str
    x: float
    width: float


@dataclass(frozen=True)
class Progress:
    """The actions of one area by status, in the order of the columns, and how many want a second look."""

    area: object
    numbers: list[tuple[str, int, str]]  # status, how many, and the address of their list
    total: int
    to_check: int
    pieces: list[Piece]
    url: str


def pieces_of(counts: Counter) -> list[Piece]:
    """Return the bar of `counts` by status, each piece as wide as its share."""
    total, x, made = sum(counts.values()), 0.0, []
    for status in ORDER:
        if counts[status]:
            width = round(100 * counts[status] / total, 2)
            made.append(Piece(status or "none", round(x, 2), width))
            x += width
    return made


def columns_of(actions: Iterable) -> list[str]:
    """Return the statuses that any of the actions has, in the order of the bar."""
    there = {action.status for action in actions}
    return [status for status in ORDER if status in there]


def progress_by_area(areas: Iterable, actions: list, today: dt.date) -> list[Progress]:
    """Return the progress of each area; `actions` are the published ones of the plan, with updates and items."""
    columns, listed = columns_of(actions), reverse("tracker:action-list")
    rows = []
    for area in areas:
        own = [action for action in actions if action.area_id == area.pk]
        counts, url = Counter(action.status for action in own), f"{listed}?area={area.slug}"
        numbers = [(status, counts[status], f"{url}&status={status}" if status else url) for status in columns]
        checked = sum(bool(action.reasons_to_check(today)) for action in own)
        rows.append(Progress(area, numbers, len(own), checked, pieces_of(counts), url))
    return rows
