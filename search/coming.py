"""What will be public by the clock alone: records that are published with a date to come."""

import datetime as dt

from django.db.models import Exists, F, Min, OuterRef
from django.utils import timezone

from index.models import Change
from publishing.models import State
from publishing.models.leaning import note_with_leaning

from .sources import SOURCES


def next_published_at() -> dt.datetime | None:
    """Return the next moment at which a record of whatever type goes public by its date, or None."""
    coming = {"state": State.PUBLISHED, "published_at__gt": timezone.now()}
    arms = [
        source.model._base_manager.order_by().filter(**coming).values("state").annotate(first=Min("published_at"))
        for source in SOURCES
    ]
    rows = arms[0].values_list("first").union(*(arm.values_list("first") for arm in arms[1:]), all=True)
    return min((first for (first,) in rows), default=None)


def note_arrived(since: dt.datetime) -> int:
    """Tell the index of the records that their date made public after `since`; return how many it did not know of.

    It reads a record when that is saved: one whose date was still to come was no hit then.
    """
    number = 0
    for source in SOURCES:
        told = Change.objects.filter(
            kind=source.kind, object_id=OuterRef("pk"), created_at__gte=OuterRef("published_at")
        )
        came = source.model.objects.published_since(since).filter(updated_at__lt=F("published_at"))
        pks = list(came.exclude(Exists(told)).values_list("pk", flat=True))
        note_with_leaning(source.model, pks)
        number += len(pks)
    return number
