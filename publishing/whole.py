"""A record with the rows of all its tables in one query more.

The page of a record shows a dozen tables of a few rows each. `prefetch_related` asks for each by itself; here the rows
of all of them come as one UNION, each row as a JSON list, and end up in the record's prefetch cache, so that templates
and properties read them as ever.
"""

import datetime as dt
import functools
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import (
    CharField,
    DateTimeField,
    F,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    ManyToManyField,
    Model,
    QuerySet,
    TextField,
    Value,
    Window,
)
from django.db.models.functions import JSONArray, RowNumber
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from replicas.reading import alias_of_reads

from .asking import ask

STAND_IN = -7_305_118  # for the key of the record
SLUG = "the-slug-of-the-record"
AS_THEY_ARE = (CharField, TextField, IntegerField, ForeignKey)  # fields whose values JSON holds as Python does


@dataclass(frozen=True)
class Table:
    """One list of a record: its accessor, the rows of one owner, and how to get from them to the listed model."""

    name: str
    model: type[Model]
    rows: QuerySet
    owner: str  # the path of the owner's key in `rows`
    prefix: str  # the path from `rows` to the listed model, "" where they are the same


def fetch_by_slug(model: type[Model], slug: str, named: tuple[str, ...] = ()) -> Model | None:
    """Return the record with this address, public or not, and with it the targets of the `named` foreign keys.

    `named` gives each step of a way: "place" before "place__country". None where there is no such record.
    """
    paths = _paths(model, named)
    rows = ask((model, named), lambda: model._base_manager.filter(slug=SLUG).values_list(*paths), {SLUG: slug})
    return _instance(model, named, list(rows[0]), alias_of_reads()) if rows else None


def fetch_whole(record: Model, lists: dict[str, tuple[str, ...]]) -> Model:
    """Fill the prefetch cache of `record` for the named lists and return it.

    `lists` maps accessors, as "partners" or "assessments__scores" (after "assessments"), to the foreign keys whose
    targets are wanted with the rows, as ("organisation",). One query, whatever the number of lists.
    """
    tables = {name: _table(type(record), name) for name in lists}
    found: dict[int, list] = defaultdict(list)
    for number, place, owner, values in _rows(type(record), lists, tables, record.pk):
        found[number].append((place, owner, json.loads(values) if isinstance(values, str) else values))
    for number, (name, related) in enumerate(lists.items()):
        made = [
            (owner, _instance(tables[name].model, related, list(values), record._state.db))
            for _place, owner, values in sorted(found[number], key=lambda row: row[0])
        ]
        _keep(record, name, tables[name].model, made)
    return record


def fetch_across(tables: list[QuerySet], related: str) -> list[list[Model]]:
    """Return the rows of several querysets, each with the target of its foreign key `related`, in one query.

    The rows of each come by key: an order and a limit of their own do not pass through a UNION.
    """
    arms = []
    for number, rows in enumerate(tables):
        paths = [*_columns(rows.model), *(f"{related}__{name}" for name in _columns(_target(rows.model, related)))]
        told = {"list_number": Value(number), "list_values": JSONArray(*(F(path) for path in paths))}
        arms.append(rows.order_by().annotate(**told).values_list("list_number", "list_values"))
    found: list[list[Model]] = [[] for _rows in tables]
    for number, values in arms[0].union(*arms[1:], all=True):
        values = json.loads(values) if isinstance(values, str) else values
        found[number].append(_instance(tables[number].model, (related,), list(values), tables[number].db))
    return [sorted(rows, key=lambda row: row.pk) for rows in found]


def rows_of(record: Model, name: str) -> Iterable:
    """Return one list of a record; where it was fetched, without the manager that Django would make for it."""
    fetched = getattr(record, "_prefetched_objects_cache", {}).get(name)
    return getattr(record, name).all() if fetched is None else fetched


def _rows(model: type[Model], lists: dict, tables: dict[str, Table], pk: int) -> list[tuple]:
    """Return number of the list, place, owner's key and values of all rows."""

    def question() -> QuerySet:
        arms = [_arm(number, table, lists[name]) for number, (name, table) in enumerate(tables.items())]
        return arms[0].union(*arms[1:], all=True)

    return ask((model, tuple(lists.items())), question, {STAND_IN: pk})


@functools.cache
def _table(root: type[Model], name: str) -> Table:
    model, path = root, ""
    for step in name.split("__"):
        relation = relation_of(model, step)
        if isinstance(relation, ManyToManyField):
            rows = relation.remote_field.through._base_manager
            own = relation.m2m_field_name()
            rows = rows.filter(**{f"{own}__{path}" if path else own: STAND_IN})
            return Table(name, relation.related_model, rows, own, relation.m2m_reverse_field_name())
        owner, model = relation.field.name, relation.related_model
        path = f"{owner}__{path}" if path else owner
    return Table(name, model, model._base_manager.filter(**{path: STAND_IN}), owner, "")


@functools.cache
def _last_relation(root: type[Model], name: str):
    """Return the relation at the end of a way, as from assessments to scores in "assessments__scores"."""
    model = root
    *parents, last = name.split("__")
    for step in parents:
        model = relation_of(model, step).related_model
    return relation_of(model, last)


@functools.cache
def relation_of(model: type[Model], accessor: str):
    """Return the relation of a model that this accessor leads along."""
    for relation in model._meta.related_objects:
        if relation.get_accessor_name() == accessor:
            return relation
    return model._meta.get_field(accessor)


def _arm(number: int, table: Table, related: tuple[str, ...]) -> QuerySet:
    """Return one part of the union: number of the list, place in it, the owner's key, the values as JSON."""
    start = f"{table.prefix}__" if table.prefix else ""
    paths = [start + path for path in _paths(table.model, related)]
    order = [_within(start, term) for term in (table.model._meta.ordering or ["pk"])]
    return (
        table.rows.order_by()
        .annotate(
            list_number=Value(number),
            list_place=Window(RowNumber(), order_by=order),
            list_owner=F(f"{table.owner}_id"),
            list_values=JSONArray(*(F(path) for path in paths)),
        )
        .values_list("list_number", "list_place", "list_owner", "list_values")
    )


def _paths(model: type[Model], related: tuple[str, ...]) -> list[str]:
    """Return the columns of a model and of the targets of some of its foreign keys."""
    own = _columns(model)
    return own + [f"{key}__{name}" for key in related for name in _columns(_target(model, key))]


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _target(model: type[Model], path: str) -> type[Model]:
    for step in path.split("__"):
        field = model._meta.get_field(step)
        assert isinstance(field, ForeignKey), path  # noqa: S101  a slip of the programmer
        model = field.related_model
    return model


def _within(start: str, term):
    """Return an ordering of the listed model as seen from the rows."""
    if isinstance(term, str):
        name = term.lstrip("-")
        ordered = F(start + name)
        return ordered.desc() if term.startswith("-") else ordered.asc()
    copied = term.copy()
    copied.set_source_expressions([F(start + source.name) for source in term.get_source_expressions()])
    return copied


def _instance(model: type[Model], related: tuple[str, ...], values: list, db: str) -> Model:
    made, rest = _made(model, values, db)
    for path in related:
        target, rest = _made(_target(model, path), rest, db)
        holder = made
        *way, last = path.split("__")
        for step in way:
            holder = holder and getattr(holder, step)
        if holder is not None:
            holder._state.fields_cache[last] = target
    return made


def _made(model: type[Model], values: list, db: str) -> tuple[Model | None, list]:
    reading = _reading(model)
    own, rest = values[: len(reading.names)], values[len(reading.names) :]
    if own[reading.key] is None:
        return None, rest
    for place, field in reading.converted:
        own[place] = _read(field, own[place])
    return model.from_db(db, reading.names, own), rest


class Reading(NamedTuple):
    """How rows of a model are read: its columns, the place of the key, the fields whose values JSON holds otherwise."""

    names: list[str]
    key: int
    converted: list[tuple[int, Field]]


@functools.cache
def _reading(model: type[Model]) -> Reading:
    fields = model._meta.concrete_fields
    key = next(place for place, field in enumerate(fields) if field.primary_key)
    converted = [(place, field) for place, field in enumerate(fields) if not isinstance(field, AS_THEY_ARE)]
    return Reading(_columns(model), key, converted)


def _read(field: Field, value):
    """Return a value of JSON in the field's own type."""
    if isinstance(field, DateTimeField) and value is not None:
        return as_moment(value)
    if isinstance(field, JSONField) and isinstance(value, str):
        return json.loads(value)  # SQLite hands it out as text within text
    return field.to_python(value)


def as_moment(value: str | dt.datetime) -> dt.datetime:
    """Return a moment as the database hands it out raw; SQLite writes it as text, in UTC, and does not say so."""
    moment = parse_datetime(value) if isinstance(value, str) else value
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=dt.UTC)


def _keep(record: Model, name: str, model: type[Model], made: list[tuple[int, Model]]) -> None:
    *parents, last = name.split("__")
    holders = [record]
    for step in parents:
        holders = [child for holder in holders for child in rows_of(holder, step)]
    relation = _last_relation(type(record), name)
    by_owner = {holder.pk: holder for holder in holders}
    rows: dict[int, list] = {pk: [] for pk in by_owner}
    for owner, row in made:
        if owner in rows:
            rows[owner].append(row)
    for pk, holder in by_owner.items():
        queryset = model._default_manager.all()
        queryset._result_cache, queryset._prefetch_done = rows[pk], True
        if not isinstance(relation, ManyToManyField):
            for row in rows[pk]:
                row._state.fields_cache[relation.field.name] = holder
        cache = holder.__dict__.setdefault("_prefetched_objects_cache", {})
        cache[last] = queryset
