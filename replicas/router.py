"""Tells Django where to read and where to write."""

from . import reading


class ReplicaRouter:
    """Reads go where the request reads; whatever writes goes to the primary and takes the reads after it along."""

    def db_for_read(self, model, **hints) -> str:
        return reading.alias_of_reads()

    def db_for_write(self, model, **hints) -> str:
        reading.stay_with_primary()
        return reading.PRIMARY

    def allow_relation(self, one, other, **hints) -> bool:
        return True

    def allow_migrate(self, db, app_label, **hints) -> bool:
        return db == reading.PRIMARY
