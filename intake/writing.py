"""Checked content written in one transaction. What an editor changed since the last load stays as it is."""

import hashlib
import json
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from publishing.models import Publication, State

from .models import LoadedRecord
from .reading import Content, Entry, plain_value
from .specs import OWN_FIELDS, children, key_field, many, plain_fields, references


@dataclass
class Outcome:
    """What a load did, by record."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)
    unchanged: int = 0


class LoadFault(Exception):
    """A fault that shows only while rows are written, as a member that is two things at once."""


@transaction.atomic
def write(content: Content) -> Outcome:
    """Write what is new or changed in the files and return what was done.

    Raises LoadFault, and writes nothing, where a row breaks a rule of its table.
    """
    outcome = Outcome()
    loaded = {(row.model, row.key): row for row in LoadedRecord.objects.all()}
    todo = [(entry, row) for entry in content.entries if (row := _record_for(entry, loaded, outcome)) is not None]
    for entry, row in todo:
        _write_plain(entry, row)
    for entry, row in todo:
        try:
            _write_relations(entry, row)
        except ValidationError as fault:
            raise LoadFault(f"{entry.place}: {' '.join(fault.messages)}") from fault
    for entry, row in todo:
        if isinstance(row, Publication):
            row.note_change()
        LoadedRecord.objects.update_or_create(
            model=entry.model._meta.label,
            key=entry.key,
            defaults={"file_digest": entry.digest, "record_digest": digest(row)},
        )
    _name_those_gone(content, loaded, outcome)
    return outcome


def _record_for(entry: Entry, loaded: dict, outcome: Outcome):
    """Return the record to write: a new one, or one that nobody touched since; None where nothing is to be done."""
    before = loaded.get((entry.model._meta.label, entry.key))
    if before and before.file_digest == entry.digest:
        outcome.unchanged += 1
        return None
    row = entry.model._default_manager.filter(**{key_field(entry.model): entry.key}).first()
    name = f"{entry.model._meta.verbose_name} “{entry.key}”"
    if row is None and before is None:
        outcome.created.append(name)
        return entry.model()
    if row is None:
        outcome.left_alone.append(f"{name}: it was deleted here.")
    elif before is None:
        outcome.left_alone.append(f"{name}: it was made here and did not come from the files.")
    elif digest(row) != before.record_digest:
        outcome.left_alone.append(f"{name}: it was changed here since the last load.")
    else:
        outcome.changed.append(name)
        return row
    return None


def _name_those_gone(content: Content, loaded: dict, outcome: Outcome) -> None:
    present = {(entry.model._meta.label, entry.key) for entry in content.entries}
    for label, key in sorted(set(loaded) - present):
        outcome.left_alone.append(f"{label} “{key}”: it is no longer in the files. Archive it here if it shall go.")


def _write_plain(entry: Entry, row) -> None:
    for name, field_ in plain_fields(entry.model).items():
        value = plain_value(field_, entry.values[name]) if name in entry.values else field_.get_default()
        setattr(row, name, field_.clean(value, row) if name in entry.values else value)
    for name, field_ in references(entry.model).items():
        if field_.related_model is not entry.model:
            setattr(row, name, _find(field_.related_model, entry.values.get(name)))
    if isinstance(row, Publication) and row.pk is None:
        row.state = State.PUBLISHED
    row.save()


def _write_relations(entry: Entry, row) -> None:
    own = [f for f in references(entry.model).values() if f.related_model is entry.model]
    for field_ in own:
        setattr(row, field_.name, _find(entry.model, entry.values.get(field_.name)))
    if own:
        type(row)._base_manager.filter(pk=row.pk).update(**{f.attname: getattr(row, f.attname) for f in own})
    for name, field_ in many(entry.model).items():
        getattr(row, name).set([_find(field_.related_model, key) for key in entry.values.get(name, [])])
    for name, rel in children(entry.model).items():
        getattr(row, name).all().delete()
        for values in entry.values.get(name, []):
            _write_child(rel, row, values)


def _write_child(rel, owner, values: dict) -> None:
    child = rel.related_model(**{rel.field.name: owner})
    plain = plain_fields(rel.related_model)
    for name, value in values.items():
        if name in plain:
            setattr(child, name, plain[name].clean(plain_value(plain[name], value), child))
    for name, field_ in references(rel.related_model, besides=rel.field.name).items():
        setattr(child, name, _find(field_.related_model, values.get(name)))
    child.full_clean()
    child.save()
    for name, field_ in many(rel.related_model).items():
        getattr(child, name).set([_find(field_.related_model, key) for key in values.get(name, [])])


def _find(model, key):
    return model._default_manager.get(**{key_field(model): key}) if key else None


def digest(row) -> str:
    """Return a digest of a record as it stands in the database, with its terms and the rows that belong to it."""
    row.refresh_from_db()
    text = json.dumps(_snapshot(row, OWN_FIELDS - {"state"}), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _snapshot(row, without: set[str], depth: int = 0) -> dict:
    model = type(row)
    shot = {f.attname: f.value_from_object(row) for f in model._meta.concrete_fields if f.name not in without}
    for name in many(model):
        shot[name] = sorted(getattr(row, name).values_list("pk", flat=True))
    if not depth:
        for name, rel in children(model).items():
            rows = rel.related_model._base_manager.filter(**{rel.field.name: row}).order_by("pk")
            shot[name] = [_snapshot(child, {"id"}, 1) for child in rows]
    return shot
