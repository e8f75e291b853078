"""What `prefetch_related` does, for records by the thousand: Django makes a manager and two querysets for each list.

Here the rows of a list come in one query for some hundreds of records, and each record gets its own in its cache.
Terms that many records share are read once and shared.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from django.db.models import ForeignKey, ManyToManyField, ManyToManyRel, Model, QuerySet, prefetch_related_objects

from .whole import relation_of

BATCH = 500


def prefetch(records: Iterable[Model], lookups: Sequence[str]) -> None:
    """Fill the prefetch caches of records of one type: `lookups` are those of `prefetch_related`."""
    rest = iter(records)
    while some := list(islice(rest, BATCH)):
        ways: dict[str, list[str]] = defaultdict(list)
        for lookup in lookups:
            if not isinstance(lookup, str):  # a `Prefetch` with a queryset of its own
                prefetch_related_objects(some, lookup)
                continue
            name, _mark, further = lookup.partition("__")
            ways[name] += [further] if further else []
        for name, further in ways.items():
            _fill(some, name, further)


def _fill(records: list[Model], name: str, further: list[str]) -> None:
    """Fetch one list of the records, and what is wanted of its rows."""
    relation = relation_of(type(records[0]), name)
    model = relation.related_model
    targets = [way for way in further if _is_of_keys(model, way)]
    rows = model._default_manager.select_related(*targets) if targets else model._default_manager.all()
    is_many = isinstance(relation, ManyToManyField | ManyToManyRel)
    lists = _tied(relation, rows, records) if is_many else _owned(relation, rows, records)
    if beyond := [way for way in further if way not in targets]:
        prefetch_related_objects([row for some in lists.values() for row in some], *beyond)
    for record in records:
        keep_list(record, name, model, lists[record.pk])


def _is_of_keys(model: type[Model], way: str) -> bool:
    """Tell whether a way leads along foreign keys only, so that one query brings its targets with the rows."""
    for step in way.split("__"):
        key = relation_of(model, step)
        if not isinstance(key, ForeignKey):
            return False
        model = key.related_model
    return True


def _owned(relation, rows: QuerySet, records: list[Model]) -> dict[int, list[Model]]:
    """Return the rows that belong to each record, by its key."""
    key, by_pk = relation.field, {record.pk: record for record in records}
    lists: dict[int, list[Model]] = defaultdict(list)
    for row in rows.filter(**{f"{key.name}__in": list(by_pk)}):
        owner = getattr(row, key.attname)
        row._state.fields_cache[key.name] = by_pk[owner]
        lists[owner].append(row)
    return lists


def _tied(relation, rows: QuerySet, records: list[Model]) -> dict[int, list[Model]]:
    """Return the terms of each record, by its key, in the order of their type."""
    field = relation if isinstance(relation, ManyToManyField) else relation.field
    own, other = field.m2m_column_name(), field.m2m_reverse_name()
    if relation is not field:
        own, other = other, own
    ties = field.remote_field.through._base_manager.filter(**{f"{own}__in": [record.pk for record in records]})
    wanted: dict[int, set[int]] = defaultdict(set)
    for owner, term in ties.values_list(own, other):
        wanted[term].add(owner)
    lists: dict[int, list[Model]] = defaultdict(list)
    for row in rows.filter(pk__in=list(wanted)) if wanted else ():
        for owner in wanted[row.pk]:
            lists[owner].append(row)
    return lists


def keep_list(record: Model, name: str, model: type[Model], rows: list[Model]) -> None:
    """Put the rows of a list of `model` into the prefetch cache of a record, where `record.name.all()` finds them."""
    queryset = model._default_manager.all()
    queryset._result_cache, queryset._prefetch_done = rows, True
    record.__dict__.setdefault("_prefetched_objects_cache", {})[name] = queryset
