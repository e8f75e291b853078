"""The columns of a file: how each kind of field is told in a cell, and what a cell says is read back and checked.

A cell that says what the record says already changes nothing, whatever today's rules make of it: so what goes out comes
back without a change.
"""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field

from directory.dates import HELP as DATE_HELP
from directory.dates import EDTFField
from directory.keys import key_field

from ..cleaning import plain_text
from .cells import CUT, parts_of, text_of
from .lines import Line

TRUE, FALSE = ("yes", "true", "1"), ("no", "false", "0")
WHOLE = re.compile(r"([+-]?\d+)\.0+")
EMPTY = gettext_lazy("This must not be empty.")


class Column(Field):
    """A field as a column: `tell` gives the cell of a record, `read` checks a cell, `put` changes the record."""

    def __init__(self, field: models.Field, name: str = ""):
        super().__init__(attribute=field.name, column_name=name or field.name)
        self.field = field

    def __deepcopy__(self, memo):
        return self  # holds nothing of a single import

    @property
    def label(self) -> str:
        return capfirst(str(self.field.verbose_name))

    @property
    def help(self) -> str:
        return str(self.field.help_text)

    @property
    def how(self) -> str:
        """How a value is written, in a sentence; "" where any text will do."""
        most = getattr(self.field, "max_length", None)
        return _("Up to %(most)s characters.") % {"most": most} if most else ""

    @property
    def is_required(self) -> bool:
        return not (self.field.blank or self.field.null or self.field.has_default())

    @property
    def is_text(self) -> bool:
        """Whether spreadsheets shall leave the cell as it is typed, instead of making a number or a day of it."""
        return not isinstance(self.field, models.IntegerField | models.BooleanField)

    @property
    def has_lines(self) -> bool:
        """Whether the text may have several lines."""
        return isinstance(self.field, models.TextField)

    def export(self, instance, **kwargs):
        return self.tell(instance)

    def tell(self, record, line: Line | None = None):
        """Return the cell of a record; with `line`, as it will be once the line is written."""
        value = self.field.value_from_object(record)
        if value is None or isinstance(value, bool | int | str):
            return "" if value is None else value
        return self.field.value_to_string(record)

    def says_the_same(self, cell, told) -> bool:
        """Tell whether a cell says what the record says already."""
        text, own = text_of(cell), text_of(told)
        return text == own or text.strip() == own.strip() or self._is_cut(text, own)

    @staticmethod
    def _is_cut(text: str, own: str) -> bool:
        return len(own) > CUT <= len(text) and own.startswith(text)

    def read(self, cell, record, line: Line, resource):
        """Return the value that a cell gives the field. Raises ValidationError with a sentence that says what to do."""
        text = text_of(cell).strip()
        if isinstance(self.field, models.CharField | models.TextField):
            text = plain_text(text).strip() if self.has_lines else " ".join(plain_text(text).split())
        else:
            text = WHOLE.sub(r"\1", text)
        if text:
            return self.field.clean(text, record)
        return self.nothing()

    def nothing(self):
        """Return what an empty cell stands for."""
        if self.field.null:
            return None
        if not self.field.blank and not self.field.has_default():
            raise ValidationError(EMPTY)
        return self.field.get_default()

    def put(self, record, value, line: Line) -> None:
        setattr(record, self.field.attname, value)


class DateColumn(Column):
    """An uncertain date, as it is kept: never more exact than its source."""

    @property
    def how(self) -> str:
        return str(DATE_HELP)

    @property
    def help(self) -> str:
        return ""


class YesNoColumn(Column):
    @property
    def how(self) -> str:
        return _("Write yes or no.")

    def says_the_same(self, cell, told) -> bool:
        return text_of(cell).strip().lower() in (TRUE if told else FALSE)

    def read(self, cell, record, line, resource):
        text = text_of(cell).strip().lower()
        if not text:
            return self.nothing()
        if text not in TRUE + FALSE:
            raise ValidationError(_("Write yes or no."))
        return text in TRUE


class ChoiceColumn(Column):
    """A field with a fixed list of values."""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The values with what they mean."""
        return [(value, str(label)) for value, label in self.field.flatchoices if value]

    @property
    def how(self) -> str:
        return _("One of: %(list)s.") % {"list": ", ".join(value for value, _label in self.choices)}

    def read(self, cell, record, line, resource):
        text = text_of(cell).strip()
        if not text:
            return self.nothing()
        found = {value.lower(): value for value, _label in self.choices}.get(text.lower())
        if found is None:
            raise ValidationError(_("This is not among the choices.") + " " + self.how)
        return found


class KeyColumn(Column):
    """A record of another table, named by its key: a slug, a reference or a country's code."""

    @property
    def model(self):
        return self.field.related_model

    @property
    def how(self) -> str:
        return way_of(self.model, several=False)

    def tell(self, record, line=None):
        if line and self.field.attname in line.keys:
            return line.keys[self.field.attname][0]
        other = getattr(record, self.field.name) if self.field.value_from_object(record) is not None else None
        return getattr(other, key_field(self.model)) if other else ""

    def read(self, cell, record, line, resource):
        name = text_of(cell).strip()
        if not name:
            return "", self.nothing()
        return resource.find_named(self.model, name)

    def put(self, record, value, line):
        line.keys[self.field.attname] = value
        super().put(record, value[1], line)


class TermsColumn(Column):
    """Several records of another table, named by their keys."""

    @property
    def model(self):
        return self.field.related_model

    @property
    def how(self) -> str:
        return way_of(self.model, several=True)

    def tell(self, record, line=None):
        if line and self.field.name in line.terms:
            return sorted(name for name, _pk in line.terms[self.field.name])
        if record.pk is None:
            return []
        return sorted(getattr(term, key_field(self.model)) for term in getattr(record, self.field.name).all())

    def says_the_same(self, cell, told) -> bool:
        return sorted(parts_of(cell)) == told

    def read(self, cell, record, line, resource):
        had = self.tell(record)
        return named_by(cell, lambda name: resource.find_named(self.model, name, had))

    def put(self, record, value, line):
        line.terms[self.field.name] = value


def named_by(cell, find) -> list[tuple[str, int]]:
    """Return name and key of all that a cell lists. Raises ValidationError that tells of each name nobody knows."""
    found, faults = {}, []
    for name in parts_of(cell):
        try:
            spelt, pk = find(name)
            found[spelt] = pk
        except ValidationError as fault:
            faults.extend(fault.messages)
    if faults:
        raise ValidationError(faults)
    return list(found.items())


def way_of(model, several: bool) -> str:
    """Return in a sentence by what a cell names one record of `model`, or several."""
    field = key_field(model)
    ways = {
        ("slug", False): _("Its slug, the last part of its address."),
        ("slug", True): _("Their slugs, the last parts of their addresses, with semicolons between."),
        ("code", False): _("Its code of two letters, as SE."),
        ("code", True): _("Their codes of two letters, with semicolons between, as SE; FI."),
        ("reference", False): _("Its reference."),
        ("reference", True): _("Their references, with semicolons between."),
    }
    return ways[field, several]


def column_for(field: models.Field) -> Column:
    """Return the column of a field of a record."""
    if isinstance(field, models.ManyToManyField):
        return TermsColumn(field)
    if isinstance(field, models.ForeignKey):
        return KeyColumn(field)
    if isinstance(field, EDTFField):
        return DateColumn(field)
    if isinstance(field, models.BooleanField):
        return YesNoColumn(field)
    return ChoiceColumn(field) if field.choices else Column(field)
