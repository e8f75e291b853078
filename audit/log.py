"""Writing into the log, in the transaction of the act."""

from collections.abc import Iterable

from django.db.models import Model

from .models import Entry


def write(act: str, user=None, record: Model | None = None, **facts) -> Entry:
    """Write down that `user` (None for the portal itself) did `act`, to `record` where there is one.

    `facts` are `old`, `new`, `reason` and `detail` of the entry; what is too long is cut.
    """
    entry = _entry(act, user, record, facts)
    entry.save(force_insert=True)
    return entry


def write_many(act: str, user, records: Iterable[Model], **facts) -> None:
    """Write down the same act of `user` for each of the records."""
    Entry.objects.bulk_create([_entry(act, user, record, facts) for record in records], batch_size=200)


def _entry(act: str, user, record: Model | None, facts: dict) -> Entry:
    person = user if user is not None and user.is_authenticated else None
    entry = Entry(act=act, user=person, user_name=person.get_username() if person else "")
    if record is not None:
        entry.kind, entry.object_id, entry.title = record._meta.label_lower, record.pk, str(record)
    for name, value in facts.items():
        setattr(entry, name, str(value))
    for name in ("title", "old", "new", "reason"):
        setattr(entry, name, getattr(entry, name)[: Entry._meta.get_field(name).max_length])
    return entry
