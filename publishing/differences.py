"""What differs between two snapshots of a record, as texts to read and as words that came and went."""

import difflib
import os
import re
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .models.keeping import kept_fields, kept_rows

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
SAME, GONE, NEW = "same", "gone", "new"
LONGEST = 60_000  # characters that are compared by word; longer texts are compared by line


@dataclass(frozen=True)
class Difference:
    """One field, list of terms or table of rows whose text differs. `old` and `new` are texts for readers."""

    key: str
    label: str
    old: str
    new: str

    @cached_property
    def spans(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """The two texts cut into pieces: ("same", ...), on the left ("gone", ...), on the right ("new", ...)."""
        return compare_words(self.old, self.new)


def compare_words(old: str, new: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return both texts as pieces that stayed, went and came, compared word by word."""
    cut = WORDS.findall if len(old) + len(new) <= LONGEST else lambda text: text.splitlines(keepends=True)
    before, after = cut(old), cut(new)
    left: list[tuple[str, str]] = []
    right: list[tuple[str, str]] = []
    for what, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        mark = (SAME, SAME) if what == "equal" else (GONE, NEW)
        if j > i:
            left.append((mark[0], "".join(before[i:j])))
        if m > k:
            right.append((mark[1], "".join(after[k:m])))
    return left, right


def compare_ends(old: str, new: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return both texts as pieces, with only their common beginning and end as what stayed: coarse, but quick."""
    start = len(os.path.commonprefix([old, new]))
    rest = min(len(old), len(new)) - start
    end = len(os.path.commonprefix([old[::-1][:rest], new[::-1][:rest]]))
    sides = []
    for text, mark in ((old, GONE), (new, NEW)):
        cut = len(text) - end
        pieces = [(SAME, text[:start]), (mark, text[start:cut]), (SAME, text[cut:])]
        sides.append([(kind, piece) for kind, piece in pieces if piece])
    return sides[0], sides[1]


def differences(model: type[models.Model], old: dict, new: dict) -> list[Difference]:
    """Return what differs between two snapshots of a record of `model`, in the order of its fields."""
    reader = _Reader()
    before, after = reader.texts(model, old), reader.texts(model, new)
    labels = {key: label for key, (label, _text) in (before | after).items()}
    order = list(dict.fromkeys([*after, *before]))
    pairs = [(key, before.get(key, ("", ""))[1], after.get(key, ("", ""))[1]) for key in order]
    return [Difference(key, labels[key], left, right) for key, left, right in pairs if left != right]


def texts_of(model: type[models.Model], data: dict) -> dict[str, tuple[str, str]]:
    """Return a snapshot as label and text by key, for readers."""
    return _Reader().texts(model, data)


class _Reader:
    """Turns the plain values of snapshots into texts; names of other records are looked up once."""

    def __init__(self):
        self._names: dict[tuple[type, object], str] = {}

    def texts(self, model: type[models.Model], data: dict) -> dict[str, tuple[str, str]]:
        found = {}
        for field in kept_fields(model):
            if field.attname in data["fields"] and self._is_told(field):
                found[field.name] = (self._label(field), self._value(field, data["fields"][field.attname]))
        for name, pks in data["terms"].items():
            field = model._meta.get_field(name)
            names = sorted(self._name(field.related_model, pk) for pk in pks)
            found[name] = (self._label(field), "\n".join(names))
        for name, rel in kept_rows(model).items():
            label = capfirst(str(rel.related_model._meta.verbose_name_plural))
            rows = [self._row(rel, row) for row in data["rows"].get(name, [])]
            found[name] = (label, "\n".join(rows))
        return found

    @staticmethod
    def _is_told(field) -> bool:
        return field.editable and not field.primary_key

    @staticmethod
    def _label(field) -> str:
        return capfirst(str(field.verbose_name))

    def _row(self, rel, row: dict) -> str:
        own = {key: pair for key, pair in self.texts(rel.related_model, row).items() if key != rel.field.name}
        return "; ".join(f"{label}: {text}" for label, text in own.values() if text)

    def _value(self, field, value) -> str:
        if value in (None, "", {}, []):
            return ""
        if isinstance(field, models.ForeignKey):
            return self._name(field.related_model, value)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, dict):
            return "\n".join(f"{key}: {text}" for key, text in value.items())
        return str(value)

    def _name(self, model: type[models.Model], pk) -> str:
        if (model, pk) not in self._names:
            record = model._base_manager.filter(pk=pk).first()
            self._names[model, pk] = str(record) if record else _("(deleted, number %(pk)s)") % {"pk": pk}
        return self._names[model, pk]
