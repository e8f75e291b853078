"""How far the change log is: what the index, and the pages made of it, must be in step with."""

import contextlib
from contextvars import ContextVar

from replicas.reading import reads

from .models import Change

_look: ContextVar[list[int] | None] = ContextVar("the newest change, once one look saw it", default=None)


@contextlib.contextmanager
def one_look():
    """Let all questions within ask the index as of one look at the change log: those of one page belong together."""
    token = _look.set([])
    try:
        yield
    finally:
        _look.reset(token)


def newest_seen() -> int:
    """Return the number of the latest change, as of the one look that this page has."""
    look = _look.get()
    if look is None:
        return newest_change()
    if not look:
        look.append(newest_change())
    return look[0]


def newest_change() -> int:
    """Return the number of the latest change, from the database that this request reads its records from.

    Every list asks this, so it is asked without an ORM's preparations.
    """
    connection = reads()
    table = connection.ops.quote_name(Change._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX(id) FROM {table}")  # noqa: S608  no part of it comes from outside
        return cursor.fetchone()[0] or 0
