"""What changed since a day: the entries of histories, each with what stood before it."""

import datetime as dt
from dataclasses import dataclass

from directory.dates import bounds

from .models import Action, StatusUpdate
from .models.plan import ActionPlan

MOST = 100


@dataclass(frozen=True)
class Change:
    """An entry of an action's history, and the entry before it, None where it is the first."""

    update: StatusUpdate
    before: StatusUpdate | None

    @property
    def action(self) -> Action:
        return self.update.action

    @property
    def is_new_status(self) -> bool:
        return self.before is None or self.before.status != self.update.status


def day_of(text: str) -> dt.date:
    """Return the first day that "2025", "2025-04" or "2025-04-11" names; `text` is not empty.

    Raises ValidationError, with a sentence that says how to write a date, for anything else.
    """
    first, last = bounds(text)
    return first or last


def public_updates():
    """Return the entries of published actions, the latest first, those of one day as the plan numbers its actions."""
    rows = StatusUpdate.objects.filter(action__in=Action.objects.published())
    return rows.select_related("action__area__plan", "source").order_by(
        "-when_from", "action__area__position", "action__number", "-pk"
    )


def changed_since(day: dt.date | None) -> tuple[int, list[Change]]:
    """Return how many entries tell of `day` or later (of any day for None), and the latest `MOST` of them."""
    rows = public_updates().since(day) if day else public_updates()
    shown = list(rows[:MOST])
    history: dict[int, list[StatusUpdate]] = {}
    for update in StatusUpdate.objects.filter(action__in={row.action_id for row in shown}).newest_first():
        history.setdefault(update.action_id, []).append(update)
    total = rows.count() if len(shown) == MOST else len(shown)
    return total, [Change(row, _before(row, history[row.action_id])) for row in shown]


def _before(update: StatusUpdate, history: list[StatusUpdate]) -> StatusUpdate | None:
    place = next(number for number, one in enumerate(history) if one.pk == update.pk)
    return next(iter(history[place + 1 :]), None)


def current_plan() -> ActionPlan | None:
    """Return the published plan that began last, None where there is none."""
    return ActionPlan.objects.published().latest_first().first()
