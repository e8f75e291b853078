"""Changes that no record tells of by itself: each is noted in the log of changes once a transaction."""

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save

from index.changes import note

KIND = "edge.page"  # no type of record: the index passes over it


def watch(models) -> None:
    """Note from now on that rows of these models were saved or deleted: public pages show them."""
    for model in models:
        for signal in (post_save, post_delete):
            signal.connect(note_page, sender=model, dispatch_uid=f"edge {model._meta.label}")
        for field in model._meta.local_many_to_many:
            m2m_changed.connect(note_page, sender=field.remote_field.through, dispatch_uid=f"edge {field}")


def note_page(sender, using, raw=False, action="", **kwargs) -> None:
    """Write one change for all rows of a transaction; a savepoint that is rolled back takes its mark with it."""
    connection = transaction.get_connection(using)
    if action.startswith("pre_") or any(_noted in entry for entry in connection.run_on_commit):
        return
    note(KIND, 0)
    if connection.in_atomic_block:
        transaction.on_commit(_noted, using=using)


def _noted() -> None:
    """Stand, among what is to be done after the commit, for a change that the transaction has written already."""
