"""Snapshots of records: fields, terms and the rows that belong to them, as plain data that a version holds."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from django.db import transaction
from django.db.models import F, Field, ManyToOneRel, Model, QuerySet
from django.dispatch import Signal

from audit.log import write, write_many
from audit.models import Act

from .version import Version

# Sent after the commit in which a version was kept.
kept = Signal()  # records of one type, user

# Of the desk, not of the record: a version neither shows nor restores them.
NOT_KEPT = {
    "id", "version", "state", "published_at", "publish_at", "expire_at", "scheduled_by", "checked_on", "created_at",
    "updated_at", "author",
}  # fmt: skip
BATCH = 200
LONGEST_REASON = Version._meta.get_field("reason").max_length


def owned_rows(model: type[Model]) -> dict[str, ManyToOneRel]:
    """Return the tables of rows that belong to a record and have no page of their own, by their accessor.

    A table with two keys to the type says in `owned_through` which one is the owner's.
    """
    return {
        rel.get_accessor_name(): rel
        for rel in model._meta.related_objects
        if isinstance(rel, ManyToOneRel)
        and rel.on_delete.__name__ == "CASCADE"
        and rel.related_model._meta.app_label == model._meta.app_label
        and not hasattr(rel.related_model, "get_absolute_url")
        and rel.get_accessor_name()
        and not rel.get_accessor_name().endswith("_set")
        and rel.field.name == getattr(rel.related_model, "owned_through", rel.field.name)
    }


def kept_rows(model: type[Model]) -> dict[str, ManyToOneRel]:
    """Return those of the owned rows that versions hold; what says `is_kept_apart` never changes with its record."""
    return {name: rel for name, rel in owned_rows(model).items() if not hasattr(rel.related_model, "is_kept_apart")}


def kept_fields(model: type[Model]) -> list[Field]:
    """Return the fields of which versions hold the values. A row has no desk of its own: all of it counts."""
    left_out = getattr(model, "not_kept", {"id"})
    return [field for field in model._meta.concrete_fields if field.name not in left_out]


def snapshot(record: Model) -> dict:
    """Return the record as plain data: {"fields": ..., "terms": ..., "rows": {accessor: [the same, with "pk"]}}.

    Values are those that `to_python` of their field reads back.
    """
    model = type(record)
    return {
        "fields": {field.attname: _plain(field, record) for field in kept_fields(model)},
        "terms": {
            field.name: sorted(getattr(record, field.name).values_list("pk", flat=True))
            for field in model._meta.many_to_many
        },
        "rows": {
            name: [{"pk": row.pk, **snapshot(row)} for row in getattr(record, name).order_by("pk")]
            for name in kept_rows(model)
        },
    }


def snapshots(model: type[Model], pks: Iterable[int]) -> dict[int, dict]:
    """Return the snapshots of several records by their key, in as many queries as it takes for one."""
    return _snapshots(model, model._base_manager.filter(pk__in=list(pks)))


def _snapshots(model: type[Model], rows: QuerySet) -> dict[int, dict]:
    fields = kept_fields(model)
    shots = {
        row.pk: {"fields": {field.attname: _plain(field, row) for field in fields}, "terms": {}, "rows": {}}
        for row in rows.order_by("pk")
    }
    for field in model._meta.many_to_many:
        own, other = field.m2m_column_name(), field.m2m_reverse_name()
        for shot in shots.values():
            shot["terms"][field.name] = []
        ties = field.remote_field.through._base_manager.filter(**{f"{own}__in": list(shots)})
        for owner, term in ties.order_by(other).values_list(own, other):
            shots[owner]["terms"][field.name].append(term)
    for name, rel in kept_rows(model).items():
        for shot in shots.values():
            shot["rows"][name] = []
        inner = rel.related_model._base_manager.filter(**{f"{rel.field.name}__in": list(shots)})
        for pk, row in _snapshots(rel.related_model, inner).items():
            shots[row["fields"][rel.field.attname]]["rows"][name].append({"pk": pk, **row})
    return shots


def _plain(field, record: Model):
    value = field.value_from_object(record)
    return str(value) if field.get_internal_type() in ("FileField", "ImageField") else value


def keep(record: Model, user, reason: str = "", act: str = Act.CHANGED, **facts) -> Version:
    """Keep the record as it stands now as its next version, and write the act into the log. Return the version."""
    number = record.version + 1
    made = _make(record, number, user, reason)
    record.version = number
    QuerySet(type(record)).filter(pk=record.pk).update(version=number)
    write(act, user, record, reason=reason, **facts)
    transaction.on_commit(lambda: kept.send(type(record), records=[record], user=user))
    return made


def keep_first(record: Model) -> None:
    """Keep, before its first change, how a record came to be that nobody has saved on the desk yet.

    Records that are loaded by the thousand are kept only when somebody first touches them.
    """
    if record.version == 0 and not Version.objects.of(record).filter(number=0).exists():
        _make(type(record)._base_manager.get(pk=record.pk), 0, None, "")


def keep_many(records: Iterable[Model], user, reason: str = "", act: str = Act.CHANGED) -> None:
    """Do what `keep` does for many records of one type, some hundreds at a time."""
    for some in _parts(records):
        model, pks = type(some[0]), [record.pk for record in some]
        shots = snapshots(model, pks)
        for record in some:
            record.version += 1
        QuerySet(model).filter(pk__in=pks).update(version=F("version") + 1)
        Version.objects.bulk_create(_version(record, record.version, user, reason, shots[record.pk]) for record in some)
        write_many(act, user, some, reason=reason)
        transaction.on_commit(partial(kept.send, model, records=some, user=user))


def keep_first_many(records: Iterable[Model]) -> None:
    """Do what `keep_first` does for many records of one type, some hundreds at a time."""
    for some in _parts(record for record in records if record.version == 0):
        model, pks = type(some[0]), [record.pk for record in some]
        have = set(
            Version.objects.filter(kind=some[0].kind(), object_id__in=pks, number=0).values_list("object_id", flat=True)
        )
        shots, there = snapshots(model, pks), model._base_manager.in_bulk(pks)
        Version.objects.bulk_create(
            _version(record, 0, None, "", shots[pk]) for pk, record in there.items() if pk not in have
        )


def _parts(records: Iterable[Model]) -> Iterator[list[Model]]:
    rest = iter(records)
    while some := list(islice(rest, BATCH)):
        yield some


def _make(record: Model, number: int, user, reason: str) -> Version:
    version = _version(record, number, user, reason, snapshot(record))
    version.save(force_insert=True)
    return version


def _version(record: Model, number: int, user, reason: str, data: dict) -> Version:
    person = user if user is not None and user.is_authenticated else None
    return Version(
        kind=record.kind(),
        object_id=record.pk,
        number=number,
        state=record.state,
        title=str(record)[:300],
        data=data,
        user=person,
        user_name=person.get_username() if person else "",
        reason=reason[:LONGEST_REASON],
    )
