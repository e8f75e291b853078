"""Which database answers the reads of a request: a replica that is in step, else the primary.

A replica is in step when it has replayed all that the primary had on disk when this request began to read. Both are
asked anew for each request, a short question each. So whatever was written before a request is in its answer, by
whomever and however far a replica lags; nobody needs a grace time, and what is read may be kept and indexed as if the
primary had answered. The choice holds to the end of the request: the position of the change log and the records, both
of which the index reads, come from one and the same database.

A server that does not answer is left alone for a second. Where that is the primary, the replica that came furthest
answers; nobody can tell then what it misses, and the answer is marked as one that no cache may keep.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from itertools import count

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS as PRIMARY
from django.db import DatabaseError, InterfaceError, connections

log = logging.getLogger(__name__)
PAUSE = 1.0  # seconds for which a server that did not answer is left alone
PROBE = 5.0  # seconds for which one request finds out whether it answers again, while others leave it alone
# How far a server has come, in bytes of its journal since the database was made; NULL where it is no such server.
WRITTEN = "SELECT pg_current_wal_flush_lsn() - '0/0'::pg_lsn"
REPLAYED = "SELECT pg_last_wal_replay_lsn() - '0/0'::pg_lsn"

Ask = Callable[[str, str, bool], int | None]
_away_until: dict[str, float] = {}
_turns = count()


class _Request(threading.local):
    """What was decided for the request that this thread answers."""

    may_leave_primary = False  # its reads may go elsewhere at all
    prefers_primary = True
    alias = ""  # "" before the first read
    is_unsure = False


_request = _Request()


def begin(prefers_primary: bool) -> None:
    """Let the reads from here on go to a replica: at once, or only where the primary does not answer."""
    end()
    _request.may_leave_primary, _request.prefers_primary = bool(settings.REPLICAS), prefers_primary


def end() -> None:
    """Let all reads go to the primary again, as in commands and between requests."""
    _request.may_leave_primary, _request.alias, _request.is_unsure = False, "", False


@contextlib.contextmanager
def wherever_one_answers():
    """Read from the primary, or from a replica where it does not answer; for what is asked outside a request."""
    begin(prefers_primary=True)
    try:
        yield
    finally:
        end()


def stay_with_primary() -> None:
    """Let all reads of this request go to the primary from here on: it has begun to write."""
    _request.may_leave_primary, _request.alias = False, ""


def alias_of_reads() -> str:
    """Return the alias of the database that answers the reads of this request."""
    if not _request.may_leave_primary or connections[PRIMARY].in_atomic_block:
        return PRIMARY
    if not _request.alias:
        _request.alias, _request.is_unsure = choose(_in_turn(settings.REPLICAS), _request.prefers_primary, _ask)
    return _request.alias


def reads():
    """Return the connection for SQL of one's own that reads, in step with what the ORM reads in this request."""
    return connections[alias_of_reads()]


def is_on_replica() -> bool:
    """Tell whether a replica answers the reads of this request: it may have less than another request saw."""
    return alias_of_reads() != PRIMARY


def is_unsure() -> bool:
    """Tell whether what this request read may be old, since the primary did not answer."""
    return _request.is_unsure


def give_up() -> bool:
    """Leave the server alone that failed under this request; tell whether another may be asked in its stead."""
    if not (_request.may_leave_primary and _request.alias):
        return False
    _leave_alone(_request.alias)
    _request.alias = ""
    return True


def choose(replicas: list[str], prefers_primary: bool, ask: Ask) -> tuple[str, bool]:
    """Return the alias for a request, and whether nobody can tell if it is in step.

    `ask(alias, question, insists)` gives how far a server has come, or None; where nobody answers, those that are left
    alone are asked, too.
    """
    written = ask(PRIMARY, WRITTEN, False)
    if written is not None and prefers_primary:
        return PRIMARY, False
    replayed = {}
    for alias in replicas:
        position = ask(alias, REPLAYED, False)
        if position is not None and written is not None and position >= written:
            return alias, False
        if position is not None:
            replayed[alias] = position
    if written is not None:
        return PRIMARY, False
    if not replayed:
        asked = {alias: ask(alias, REPLAYED, True) for alias in replicas}
        replayed = {alias: position for alias, position in asked.items() if position is not None}
    if not replayed:
        return PRIMARY, False
    return max(replayed, key=replayed.get), True


def _in_turn(aliases: list[str]) -> list[str]:
    start = next(_turns) % max(len(aliases), 1)
    return aliases[start:] + aliases[:start]


def _ask(alias: str, question: str, insists: bool) -> int | None:
    """Return how far a server has come, None where it does not answer or is no such server.

    A connection that broke since it was last used is opened anew, once. Who is left alone is asked only by `insists`.
    """
    if not insists and not _is_to_be_asked(alias):
        return None
    was_open = connections[alias].connection is not None
    for is_last in (False, True) if was_open else (True,):
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute(question)
                position = cursor.fetchone()[0]
            _away_until.pop(alias, None)
            return position
        except (DatabaseError, InterfaceError) as fault:
            if is_last:
                _leave_alone(alias, fault)
            else:
                _close(alias)
    return None


def _is_to_be_asked(alias: str) -> bool:
    """Tell whether a server may be asked: once its pause is over, by the first who comes, lest all wait for it."""
    until, now = _away_until.get(alias), time.monotonic()
    if until is not None and now < until:
        return False
    if until is not None:
        _away_until[alias] = now + PROBE
    return True


def _leave_alone(alias: str, fault: Exception | None = None) -> None:
    log.warning("The database “%s” does not answer; it is left alone for %d s. %s", alias, PAUSE, fault or "")
    _away_until[alias] = time.monotonic() + PAUSE
    _close(alias)


def _close(alias: str) -> None:
    with contextlib.suppress(DatabaseError, InterfaceError):
        connections[alias].close()
