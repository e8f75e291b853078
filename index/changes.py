"""What changed, told in the transaction of the change."""

import time
from collections.abc import Iterable

from django.core.management.color import no_style
from django.db import connection, transaction

from .models import Change

# Any number, the same in every process: whoever holds this lock numbers the changes until the transaction ends,
# so that a change never becomes visible after one with a higher number.
ORDER_LOCK = 7_305_118


def note(kind: str, pk: int) -> None:
    """Tell the index, in the running transaction, that one record is to be read again."""
    note_many(kind, [pk])


def note_many(kind: str, pks: Iterable[int]) -> None:
    """Tell the index, in the running transaction, that some records of `kind` are to be read again."""
    rows = [Change(kind=kind, object_id=pk) for pk in pks]
    if not rows:
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ORDER_LOCK])
        Change.objects.bulk_create(rows, batch_size=500)


def begin_anew() -> None:
    """Throw the log away and number on from the present moment, in milliseconds: beyond every number given before.

    For a database that went back in time: each index and cache that followed the log finds that it was cut off, and is
    built anew.
    """
    with transaction.atomic():
        Change.objects.all().delete()
        Change.objects.create(pk=int(time.time() * 1000), kind="index.change", object_id=0)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [Change]):
                cursor.execute(statement)
