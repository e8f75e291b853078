"""Checked content written in one transaction. What an editor changed since the last load stays as it is.

Records are written some hundreds at a time; the order in which types lean on each other is kept.
"""

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from audit.models import Act
from publishing.models import Publication, State, Version
from publishing.models.leaning import leaning_on, note_all, note_with_leaning
from publishing.prefetching import prefetch
from publishing.versions import keep_first_many, keep_many

from .digests import digests
from .models import LoadedRecord
from .reading import Content, Entry, plain_value
from .specs import children, key_field, many, plain_fields, references

BATCH = 500


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
    outcome, keys = Outcome(), Keys()
    loaded = {(row.model, row.key): row for row in LoadedRecord.objects.all()}
    todo: list[tuple[type, list[tuple[Entry, models.Model]]]] = []
    before: dict[type, list[int]] = {}
    for model, entries in groupby(content.entries, key=lambda entry: entry.model):
        rows = list(_records_for(model, list(entries), loaded, outcome))
        todo.append((model, rows))
        if issubclass(model, Publication):
            before[model] = [row.pk for _entry, row in rows if row.pk]
            keep_first_many([row for _entry, row in rows if row.pk])
        _write_plain(model, rows, keys)
    for model, rows in todo:
        if issubclass(model, Publication):  # who shows something of them now, and will no longer
            note_all(leaning_on(model, before[model]))
        _write_relations(model, rows, keys)
    for model, rows in todo:
        _tell(model, [row for _entry, row in rows])
        _keep(model, [row for _entry, row in rows])
        _remember(model, rows)
    _name_those_gone(content, loaded, outcome)
    return outcome


class Keys:
    """The primary keys of records by the names that files use for them, each type read once."""

    def __init__(self):
        self._known: dict[type, dict[str, int]] = {}

    def find(self, model: type, name: str | None) -> int | None:
        """Return the primary key; None where no name is given. Raises LoadFault for a name that does not exist."""
        if not name:
            return None
        if model not in self._known:
            self._known[model] = dict(model._base_manager.values_list(key_field(model), "pk"))
        if name not in self._known[model]:
            raise LoadFault(
                f"The files name the {model._meta.verbose_name} “{name}”, which was deleted here or has another "
                "address now. Give it that address again, or let the files call it as it is called here."
            )
        return self._known[model][name]

    def forget(self, model: type) -> None:
        """Read the type again when it is next asked for: records were added."""
        self._known.pop(model, None)


def _records_for(model: type, entries: list[Entry], loaded: dict, outcome: Outcome) -> Iterator:
    """Yield entry and record of what is to be written: new ones, and those that nobody touched since."""
    label, name = model._meta.label, model._meta.verbose_name
    waiting = []
    for entry in entries:
        before = loaded.get((label, entry.key))
        if before and before.file_digest == entry.digest:
            outcome.unchanged += 1
        else:
            waiting.append((entry, before))
    there = _by_key(model, [entry.key for entry, _before in waiting])
    now = digests(model, [there[entry.key].pk for entry, before in waiting if before and entry.key in there])
    for entry, before in waiting:
        row, told = there.get(entry.key), f"{name} “{entry.key}”"
        if row is None and before is None:
            outcome.created.append(told)
            yield entry, model()
        elif row is None:
            outcome.left_alone.append(f"{told}: it was deleted here.")
        elif before is None:
            outcome.left_alone.append(f"{told}: it was made here and did not come from the files.")
        elif now[row.pk] != before.record_digest:
            outcome.left_alone.append(f"{told}: it was changed here since the last load.")
        else:
            outcome.changed.append(told)
            yield entry, row


def _by_key(model: type, names: list[str]) -> dict[str, models.Model]:
    key = key_field(model)
    rows = [
        row
        for start in range(0, len(names), BATCH)
        for row in model._default_manager.filter(**{f"{key}__in": names[start : start + BATCH]})
    ]
    return {getattr(row, key): row for row in rows}


def _name_those_gone(content: Content, loaded: dict, outcome: Outcome) -> None:
    present = {(entry.model._meta.label, entry.key) for entry in content.entries}
    for label, key in sorted(set(loaded) - present):
        outcome.left_alone.append(f"{label} “{key}”: it is no longer in the files. Archive it here if it shall go.")


def _write_plain(model: type, rows: list[tuple[Entry, models.Model]], keys: Keys) -> None:
    plain = plain_fields(model)
    others = {name: field_ for name, field_ in references(model).items() if field_.related_model is not model}
    for entry, row in rows:
        for name, field_ in plain.items():
            if name in entry.values:
                setattr(row, name, field_.clean(plain_value(field_, entry.values[name]), row))
            else:
                setattr(row, name, field_.get_default())
        for name, field_ in others.items():
            setattr(row, field_.attname, keys.find(field_.related_model, entry.values.get(name)))
        if isinstance(row, Publication) and row.pk is None:
            row.state = State.PUBLISHED
    _save(model, [row for _entry, row in rows])
    keys.forget(model)


def _save(model: type, rows: list[models.Model]) -> None:
    """Write new publications together, all else one by one: saving a term tells the change log of it.

    Of publications `_tell` tells it at the end.
    """
    if not issubclass(model, Publication):
        for row in rows:
            row.save()
        return
    new = [row for row in rows if row.pk is None]
    for row in rows:
        if row.pk is None:
            row.prepare()
        else:
            row.store()
    models.QuerySet(model).bulk_create(new, batch_size=BATCH)


def _write_relations(model: type, rows: list[tuple[Entry, models.Model]], keys: Keys) -> None:
    for field_ in (field_ for field_ in references(model).values() if field_.related_model is model):
        for entry, row in rows:
            setattr(row, field_.attname, keys.find(model, entry.values.get(field_.name)))
        models.QuerySet(model).bulk_update([row for _entry, row in rows], [field_.name], batch_size=BATCH)
    for name, field_ in many(model).items():
        _tie(field_, [(row, entry.values.get(name, [])) for entry, row in rows], keys)
    for name, rel in children(model).items():
        _write_children(rel, [(entry, row, entry.values.get(name, [])) for entry, row in rows], keys)


def _tie(field_: models.ManyToManyField, wanted: list[tuple[models.Model, list[str]]], keys: Keys) -> None:
    """Make the named terms, and no others, those of each row."""
    through, own, other = field_.remote_field.through, field_.m2m_column_name(), field_.m2m_reverse_name()
    for some in _batches([row.pk for row, _names in wanted]):
        through._base_manager.filter(**{f"{own}__in": some}).delete()
    ties = [
        through(**{own: row.pk, other: keys.find(field_.related_model, name)})
        for row, names in wanted
        for name in dict.fromkeys(names)
    ]
    through._base_manager.bulk_create(ties, batch_size=BATCH)


def _write_children(rel, wanted: list[tuple[Entry, models.Model, list[dict]]], keys: Keys) -> None:
    """Replace the rows that belong to each record, or add to a history. Raises LoadFault where one breaks a rule."""
    model = rel.related_model
    is_history = hasattr(model, "is_history")
    if is_history:
        wanted = _news(rel, wanted, keys)
    for some in [] if is_history else _batches([owner.pk for _entry, owner, _rows in wanted]):
        model._base_manager.filter(**{f"{rel.field.name}__in": some}).delete()
    made = [(entry, _child(rel, owner, values, keys), values) for entry, owner, rows in wanted for values in rows]
    for entry, row, _values in made:
        with _named(entry):
            row.clean_fields(exclude=[field_.name for field_ in model._meta.concrete_fields if field_.is_relation])
            row.clean()
    try:
        with transaction.atomic():
            _create_together(model, [row for _entry, row, _values in made])
    except IntegrityError:
        _create_one_by_one(made)
    for name, field_ in many(model).items():
        _tie(field_, [(row, values.get(name, [])) for _entry, row, values in made], keys)


def _news(rel, wanted: list[tuple[Entry, models.Model, list[dict]]], keys: Keys) -> list:
    """Return of each record's rows those that its history does not hold yet: what was once told stays."""
    model, name = rel.related_model, rel.field.name
    told = [*plain_fields(model), *(field_.attname for field_ in references(model, besides=name).values())]
    there = defaultdict(set)
    for some in _batches([owner.pk for _entry, owner, _rows in wanted]):
        for row in model._base_manager.filter(**{f"{name}__in": some}):
            there[getattr(row, rel.field.attname)].add(_as_told(row, told))
    return [
        (entry, owner, [one for one in rows if _as_told(_child(rel, owner, one, keys), told) not in there[owner.pk]])
        for entry, owner, rows in wanted
    ]


def _as_told(row: models.Model, names: list[str]) -> tuple:
    return tuple(getattr(row, name) for name in names)


def _create_together(model: type, rows: list[models.Model]) -> None:
    if model.save is models.Model.save:
        model._base_manager.bulk_create(rows, batch_size=BATCH)
        return
    for row in rows:  # it does something when it is saved
        row.save()


def _create_one_by_one(made: list) -> None:
    """Write rows of which one breaks a rule of the table, so that the rule's own sentence can name it."""
    for entry, row, _values in made:
        row.pk = None
        with _named(entry):
            row.full_clean()
            row.save()


@contextlib.contextmanager
def _named(entry: Entry):
    """Turn a row's fault into a LoadFault that names the record."""
    try:
        yield
    except ValidationError as fault:
        raise LoadFault(f"{entry.place}: {' '.join(fault.messages)}") from fault


def _child(rel, owner: models.Model, values: dict, keys: Keys) -> models.Model:
    child = rel.related_model(**{rel.field.name: owner})
    plain = plain_fields(rel.related_model)
    for name, value in values.items():
        if name in plain:
            setattr(child, name, plain[name].clean(plain_value(plain[name], value), child))
    for name, field_ in references(rel.related_model, besides=rel.field.name).items():
        setattr(child, field_.attname, keys.find(field_.related_model, values.get(name)))
    return child


def _tell(model: type, rows: list[models.Model]) -> None:
    """Let records work out what follows from their rows, and tell the index of them."""
    if not issubclass(model, Publication):
        return
    prefetch(rows, model.settled_by)
    for row in rows:
        row.settle()
    note_with_leaning(model, [row.pk for row in rows])


def _keep(model: type, rows: list[models.Model]) -> None:
    """Keep a version of each record that the desk has versions of: of those that the files changed."""
    if not issubclass(model, Publication):
        return
    kind, pks = model.kind(), [row.pk for row in rows]
    known = set()
    for some in _batches(pks):
        known |= set(Version.objects.filter(kind=kind, object_id__in=some).values_list("object_id", flat=True))
    keep_many([row for row in rows if row.pk in known], None, "content files", Act.IMPORTED)


def _remember(model: type, rows: list[tuple[Entry, models.Model]]) -> None:
    """Note what the file said and how the record stands now."""
    now = digests(model, [row.pk for _entry, row in rows])
    LoadedRecord.objects.bulk_create(
        [
            LoadedRecord(model=model._meta.label, key=entry.key, file_digest=entry.digest, record_digest=now[row.pk])
            for entry, row in rows
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["model", "key"],
        update_fields=["file_digest", "record_digest", "loaded_at"],
    )


def _batches(pks: Iterable[int]) -> Iterator[list[int]]:
    known = [pk for pk in pks if pk is not None]
    for start in range(0, len(known), BATCH):
        yield known[start : start + BATCH]
