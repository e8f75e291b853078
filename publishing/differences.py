"""What differs between two snapshots of a record, as texts to read and as words that came and went."""

import dataclasses
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .comparing import GONE as GONE
from .comparing import NEW as NEW
from .comparing import SAME as SAME
from .comparing import Budget
from .comparing import compare_ends as compare_ends
from .comparing import compare_words as compare_words
from .models.keeping import kept_fields, kept_rows


@dataclass(frozen=True)
class Difference:
    """One field, list of terms or table of rows whose text differs. `old` and `new` are texts for readers."""

    key: str
    label: str
    old: str
    new: str
    budget: Budget = dataclasses.field(default_factory=Budget, compare=False, repr=False)  # of the page that shows it

    @cached_property
    def spans(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """The two texts cut into pieces: ("same", ...), on the left ("gone", ...), on the right ("new", ...)."""
        return compare_words(self.old, self.new, self.budget)


def differences(model: type[models.Model], old: dict, new: dict) -> list[Difference]:
    """Return what differs between two snapshots of a record of `model`, in the order of its fields."""
    reader, budget = _Reader(), Budget()
    before, after = reader.texts(model, old), reader.texts(model, new)
    labels = {key: label for key, (label, _text) in (before | after).items()}
    order = list(dict.fromkeys([*after, *before]))
    pairs = [(key, before.get(key, ("", ""))[1], after.get(key, ("", ""))[1]) for key in order]
    return [Difference(key, labels[key], left, right, budget) for key, left, right in pairs if left != right]


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
