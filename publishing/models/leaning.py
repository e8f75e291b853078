"""Which records show something of which others, so that the index reads them again together.

What a record's document and card show of others is what `for_listing` and `for_index` fetch with it: nothing else is
asked, and nothing is written down twice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from django.apps import apps
from django.db import models

from index.changes import note_many

BATCH = 500


def note_with_leaning(model: type[models.Model], pks: Collection[int]) -> None:
    """Tell the index that records of `model`, and all that show something of them, are to be read again."""
    note_all(leaning_on(model, pks), {model._meta.label_lower: set(pks)})


def note_all(*found: dict[str, set[int]]) -> None:
    """Tell the index of records by their kind, each once."""
    together = defaultdict(set)
    for one in found:
        for kind, pks in one.items():
            together[kind] |= pks
    for kind, pks in sorted(together.items()):
        note_many(kind, sorted(pks))


def leaning_on(model: type[models.Model], pks: Iterable[int]) -> dict[str, set[int]]:
    """Return by kind the keys of the records that show something of these records or terms of `model`.

    One query for each way in which a type can show them, for every 500 of them.
    """
    found, known = defaultdict(set), list(pks)
    for other, way in ways_to(model):
        for start in range(0, len(known), BATCH):
            rows = models.QuerySet(other).filter(**{f"{way}__in": known[start : start + BATCH]}).order_by()
            found[other._meta.label_lower].update(rows.values_list("pk", flat=True))
    return found


@cache
def ways_to(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Return the types that show something of `model`, each with the way from there to it, as a filter writes it."""
    from .publication import Publication

    kinds = [kind for kind in apps.get_models() if issubclass(kind, Publication)]
    return [(kind, way) for kind in kinds for way, target in _fetched(kind) if target is model]


@cache
def _fetched(kind: type[models.Model]) -> list[tuple[str, type[models.Model]]]:
    """Return what is fetched with records of `kind` for their documents: ways, and where they end."""
    paths = set(_paths(kind.objects.for_listing().for_index()))
    return sorted({step for path in paths for step in _steps(kind, path)}, key=lambda step: step[0])


def _paths(rows: models.QuerySet) -> Iterator[str]:
    chosen = rows.query.select_related
    yield from _flat(chosen if isinstance(chosen, dict) else {})
    for lookup in rows._prefetch_related_lookups:
        if not isinstance(lookup, models.Prefetch):
            yield lookup
            continue
        yield lookup.prefetch_through
        if lookup.queryset is not None:
            yield from (f"{lookup.prefetch_through}__{path}" for path in _paths(lookup.queryset))


def _flat(tree: dict, before: str = "") -> Iterator[str]:
    for name, branch in tree.items():
        yield f"{before}{name}"
        yield from _flat(branch, f"{before}{name}__")


def _steps(model: type[models.Model], path: str) -> Iterator[tuple[str, type[models.Model]]]:
    way = []
    for name in path.split("__"):
        field = next(field for field in model._meta.get_fields(include_hidden=True) if _accessor(field) == name)
        model = field.related_model
        way.append(field.name)
        yield "__".join(way), model


def _accessor(field) -> str | None:
    return field.get_accessor_name() if field.auto_created and field.is_relation and not field.concrete else field.name
