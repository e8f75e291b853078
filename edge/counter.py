"""Which state of the portal is the public one: the number of the latest change, the day, and what the clock will bring.

Pages are kept for a state. It stands in the database, so that every process on every machine sees the same; each
process asks at most four times a second, and a page that is kept costs no query.
"""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, connections, router
from django.utils import timezone

from index.models import Change
from replicas.reading import wherever_one_answers

log = logging.getLogger(__name__)
EVERY = 0.25  # seconds between two looks
EVERY_WHILE_AWAY = 1.0
PATIENCE = 2.0  # seconds after which a look without an answer means that the database is away
STALE_AT_MOST = 24 * 3600  # seconds for which pages go on being served while the database is away

# Each gives the next moment at which something public changes by the clock alone, or None. Rooms above add theirs.
upcoming: list[Callable[[], dt.datetime | None]] = []


@dataclass(frozen=True)
class State:
    """What public pages are true for.

    `changed_at` is when the latest change was written and `seen_at` when this process first saw the state, both in
    seconds of the epoch.
    """

    number: int
    changed_at: float
    day: str
    next_moment: dt.datetime | None
    seen_at: float

    @property
    def name(self) -> str:
        """A short text that is another one for every other state, the same in all processes."""
        coming = self.next_moment.timestamp() if self.next_moment else 0
        return f"{self.number}.{self.changed_at}.{self.day}.{coming}"

    def is_over(self, now: dt.datetime) -> bool:
        """Tell whether the clock alone has made another state of this one."""
        return self.day != _day_of(now) or (self.next_moment is not None and self.next_moment <= now)


class Counter:
    """This process's view of the state."""

    def __init__(self, every: float = EVERY):
        self.every = every
        self.state: State | None = None  # None: not known yet
        self.name = ""
        self.failed = False  # the last look did
        self.looks_since: float | None = None  # of the monotonic clock: a look has no answer yet
        self.asked_at = float("-inf")
        self.known_at = float("-inf")  # when the last look succeeded; of the monotonic clock, as `asked_at`
        self.lock = threading.Lock()

    def look(self) -> str:
        """Return the name of the state, asked anew where the last look is too long ago; "" while none is known."""
        pause = EVERY_WHILE_AWAY if self.failed else self.every
        if time.monotonic() - self.asked_at >= pause and self.lock.acquire(blocking=self.state is None):
            try:
                if time.monotonic() - self.asked_at >= pause:
                    self._ask()
            finally:
                self.lock.release()
        return self.name

    def look_now(self) -> str:
        """Return the name of the state, asked anew at once."""
        with self.lock:
            self._ask()
        return self.name

    @property
    def is_away(self) -> bool:
        """Tell whether the last look failed, or one has had no answer for so long that none is to be expected."""
        since = self.looks_since
        return self.failed or (since is not None and time.monotonic() - since > PATIENCE)

    @property
    def may_serve_stale(self) -> bool:
        """Tell whether the database is away, and not for longer than old pages may be served."""
        return self.is_away and time.monotonic() - self.known_at < STALE_AT_MOST

    def _ask(self) -> None:
        self.asked_at = self.looks_since = begun = time.monotonic()
        try:
            with wherever_one_answers():
                self.state = self._read()
            self.name, self.failed, self.known_at = self.state.name, False, begun
        except (DatabaseError, InterfaceError) as fault:
            if not self.failed:
                log.warning("The database does not answer; pages are served as they were: %s", str(fault).strip())
            self.failed = True
        finally:
            self.looks_since = None

    def _read(self) -> State:
        now = timezone.now()
        number, changed_at = _latest_change()
        known = self.state
        if known and (known.number, known.changed_at) == (number, changed_at) and not known.is_over(now):
            return known
        moments = [moment for ask in upcoming if (moment := ask())]
        return State(number, changed_at, _day_of(now), min(moments, default=None), now.timestamp())


def _latest_change() -> tuple[int, float]:
    """Return number and time of the latest change, (0, 0.0) where there is none.

    The time tells two histories apart that came to the same number: after a restore, numbers are given a second time.
    """
    connection = connections[router.db_for_read(Change)]
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    found = Change.objects.using(connection.alias).order_by("-pk").values_list("pk", "created_at").first()
    return (found[0], found[1].timestamp()) if found else (0, 0.0)


def _day_of(now: dt.datetime) -> str:
    return timezone.localdate(now).isoformat()
