"""Content files read and checked as a whole before anything is written: each fault is named with its place."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, CharField, DateField, DecimalField, Field, IntegerField, TextField

from .specs import MODELS, ORDER, children, key_field, many, plain_fields, references

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Entry:
    """One record of a file."""

    model: type
    key: str
    values: dict
    place: str

    @property
    def digest(self) -> str:
        text = json.dumps(self.values, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Content:
    """All records of a folder of files, and what is wrong with them."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def keys(self, model: type) -> set[str]:
        return {entry.key for entry in self.entries if entry.model is model}


def read(folder: Path) -> Content:
    """Read every `*.yaml` file in `folder` and check each record against its type and each reference."""
    content = Content()
    files = sorted(folder.glob("*.yaml"))
    if not files:
        content.faults.append(f"There are no content files in {folder}. Give another folder with --dir.")
    for path in files:
        _read_file(path, content)
    known = {model: content.keys(model) for model in ORDER}
    seen: set[tuple[type, str]] = set()
    for entry in content.entries:
        if (entry.model, entry.key) in seen:
            content.faults.append(f"{entry.place}: there is another record with this name. Keep one of the two.")
        seen.add((entry.model, entry.key))
        Check(content.faults, known, entry.place).record(entry.model, entry.values)
    content.entries.sort(key=lambda entry: ORDER.index(entry.model))
    return content


def _read_file(path: Path, content: Content) -> None:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506  a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        content.faults.append(f"{path.name}: this is no valid YAML: {' '.join(str(fault).split())}")
        return
    if not isinstance(data, dict):
        content.faults.append(
            f"{path.name}: the file must map names of types, as networks.Network, to lists of records."
        )
        return
    for label, records in data.items():
        if label not in MODELS or not isinstance(records, list):
            content.faults.append(
                f"{path.name}: “{label}” is no type with a list of records. Types: {', '.join(MODELS)}."
            )
            continue
        for number, values in enumerate(records, 1):
            _add(path.name, MODELS[label], number, values, content)


def _add(file: str, model: type, number: int, values, content: Content) -> None:
    place = f"{file}, {model._meta.label}"
    name = key_field(model)
    if not isinstance(values, dict) or not isinstance(values.get(name), str) or not values[name]:
        content.faults.append(f"{place}, record {number}, {name}: each record needs this text, by which it is known.")
        return
    content.entries.append(Entry(model, values[name], values, f"{place} “{values[name]}”"))


class Check:
    """Checks one record; every fault becomes a sentence that names file, record and field."""

    def __init__(self, faults: list[str], known: dict[type, set[str]], place: str):
        self.faults, self.known, self.place = faults, known, place

    def fault(self, name: str, text: str) -> None:
        self.faults.append(f"{self.place}, {name}: {text}")

    def record(self, model: type, values: dict, besides: str = "", at: str = "") -> None:
        plain, refs, lists = plain_fields(model), references(model, besides), many(model)
        rows = {} if besides else children(model)
        for name, value in values.items():
            path = f"{at}{name}"
            if name in plain:
                self.plain(path, plain[name], value)
            elif name in refs:
                self.reference(path, refs[name].related_model, value)
            elif name in lists:
                self.several(path, lists[name].related_model, value)
            elif name in rows:
                self.rows(path, rows[name], value)
            else:
                self.fault(path, f"there is no such field. Use one of: {', '.join([*plain, *refs, *lists, *rows])}.")
        for name, field_ in {**plain, **refs}.items():
            if name not in values and not field_.blank and not field_.null and not field_.has_default():
                self.fault(f"{at}{name}", "this field is missing.")

    def plain(self, path: str, field_: Field, value) -> None:
        try:
            field_.clean(plain_value(field_, value), None)
        except (ValidationError, ValueError, TypeError) as fault:
            text = " ".join(fault.messages) if isinstance(fault, ValidationError) else str(fault)
            self.fault(path, f"{text} (It says {value!r}.)")

    def reference(self, path: str, model: type, value) -> None:
        if not isinstance(value, str) or value not in self.known[model]:
            self.fault(path, f"there is no {model._meta.verbose_name} {value!r} in the files. (Quote NO for Norway.)")

    def several(self, path: str, model: type, value) -> None:
        if not isinstance(value, list):
            self.fault(path, "this must be a list.")
            return
        for key in value:
            self.reference(path, model, key)

    def rows(self, path: str, rel, value) -> None:
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self.fault(path, "this must be a list of rows.")
            return
        for number, row in enumerate(value, 1):
            self.record(rel.related_model, row, besides=rel.field.name, at=f"{path}[{number}].")


def plain_value(field_: Field, value):
    """Return a YAML value in the field's own type: a bare 2016 or 2016-10-11 is text where the field holds text,
    and a list of texts fills a field of one entry a line.

    Raises TypeError where the value is of another kind than the field.
    """
    if isinstance(field_, TextField) and isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "\n".join(line.strip() for line in value)
    if isinstance(field_, CharField | TextField):
        if isinstance(value, bool) or not isinstance(value, str | int | dt.date):
            raise TypeError("This must be text.")
        return str(value).strip()
    if isinstance(field_, BooleanField) and not isinstance(value, bool):
        raise TypeError("This must be true or false.")
    if isinstance(field_, IntegerField | DecimalField | DateField) and isinstance(value, bool):
        raise TypeError("This must be a number or a date.")
    return value
