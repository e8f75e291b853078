"""Checked records written together: some hundreds at a time, terms and named rows with them."""

from django.db import models

from directory.keys import key_field

from ..models.leaning import leaning_on, note_all, note_with_leaning
from ..prefetching import prefetch
from .rows_column import RowsColumn

BATCH = 500


def write_records(resource, new: list, changed: list) -> None:
    """Write the records of a resource's `work`: first all new ones, so that any row may name any other.

    The index is told at the end: whoever saves a record meanwhile waits for its number in the log no longer than that.
    """
    model = resource.model
    before = leaning_on(model, [record.pk for record in changed])
    for record in new:
        record.prepare()
    models.QuerySet(model).bulk_create(new, batch_size=BATCH)
    now = _keys_by_name(resource)
    for record, line in resource.work:
        line.pk = record.pk
        for attname, (name, pk) in line.keys.items():
            if name and pk is None:
                setattr(record, attname, now[name])
    _write_late_keys(resource, model, new)
    for field in model._meta.many_to_many:
        _tie(field, [(record, line) for record, line in resource.work if field.name in line.terms], now)
    for column in resource.columns:
        if isinstance(column, RowsColumn):
            wanted = [(record, line.rows.get(column.column_name)) for record, line in resource.work]
            column.write([(record, named) for record, named in wanted if named is not None])
    for record in changed:
        record._prefetched_objects_cache = {}
        record.store()
    prefetch(changed, model.settled_by)
    for record in changed:
        record.settle()
    note_all(before)
    note_with_leaning(model, [record.pk for record in (*new, *changed)])


def _keys_by_name(resource) -> dict[str, int]:
    """Return the primary keys of the records that came with the file, by their names."""
    key = key_field(resource.model)
    return {getattr(record, key): record.pk for record, line in resource.work if line.is_new}


def _write_late_keys(resource, model, new: list) -> None:
    """Write the keys of new records to other new records, which had none when the first were written."""
    late = {attname for _record, line in resource.work for attname, (name, pk) in line.keys.items() if name and not pk}
    if late:
        names = [field.name for field in model._meta.concrete_fields if field.attname in late]
        models.QuerySet(model).bulk_update(new, names, batch_size=BATCH)


def _tie(field: models.ManyToManyField, wanted: list, now: dict[str, int]) -> None:
    """Make the named terms, and no others, those of each record."""
    through, own, other = field.remote_field.through, field.m2m_column_name(), field.m2m_reverse_name()
    old = [record.pk for record, line in wanted if not line.is_new]
    for start in range(0, len(old), BATCH):
        through._base_manager.filter(**{f"{own}__in": old[start : start + BATCH]}).delete()
    ties = [
        through(**{own: record.pk, other: now[name] if pk is None else pk})
        for record, line in wanted
        for name, pk in line.terms[field.name]
    ]
    through._base_manager.bulk_create(ties, batch_size=BATCH)
