"""The column of rows that belong to a record, as its sources: unlike a field it is not said anew, but added to."""

import copy

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from import_export.fields import Field

from directory.keys import key_field

from .cells import parts_of
from .columns import named_by, way_of
from .lines import Line


class RowsColumn(Field):
    """Rows that belong to the record, each named by what it points to: its sources, its partners, its funds.

    What a cell adds becomes a row with nothing but that name. What it leaves out goes, unless the row tells more.
    """

    is_required, is_text = False, True
    owner = None  # the type of the records; set by the resource

    def __init__(self, accessor: str, by: str, label, **where):
        super().__init__(attribute=accessor)
        self.accessor, self.by, self.where, self._label = accessor, by, where, label

    def __deepcopy__(self, memo):
        return copy.copy(self)

    @property
    def label(self) -> str:
        return capfirst(str(self._label))

    @property
    def help(self) -> str:
        return _("A new name becomes a row with nothing but that name; what is told beside it is written on the page.")

    @property
    def how(self) -> str:
        return way_of(self.model, several=True)

    @property
    def model(self):
        """The type that the rows name."""
        return self._rel.related_model._meta.get_field(self.by).related_model

    @property
    def _rel(self):
        return self.owner._meta.get_field(self.accessor)

    def rows(self, record) -> list:
        """Return the rows of this kind that name something."""
        if record.pk is None:
            return []
        return [row for row in getattr(record, self.accessor).all() if self._key(row) and self._fits(row)]

    def _key(self, row) -> int | None:
        return getattr(row, f"{self.by}_id")

    def _fits(self, row) -> bool:
        return all(getattr(row, name) == value for name, value in self.where.items())

    def export(self, instance, **kwargs):
        return self.tell(instance)

    def tell(self, record, line: Line | None = None):
        if line and self.column_name in line.rows:
            return sorted(name for name, _pk in line.rows[self.column_name])
        key = key_field(self.model)
        return sorted({getattr(getattr(row, self.by), key) for row in self.rows(record)})

    def says_the_same(self, cell, told) -> bool:
        return sorted(parts_of(cell)) == told

    def read(self, cell, record, line: Line, resource):
        wanted = named_by(cell, lambda name: resource.find_named(self.model, name))
        kept = {pk for _name, pk in wanted}
        for row in self.rows(record):
            if self._key(row) not in kept and self._tells_more(row):
                raise ValidationError(
                    _("The record says more about “%(name)s” than its name. Take it away on the record's page.")
                    % {"name": getattr(row, self.by)}
                )
        return wanted

    def _tells_more(self, row) -> bool:
        own = {"id", self.by, self._rel.field.name, *self.where}
        return any(
            field.value_from_object(row) not in (None, "", field.get_default())
            for field in row._meta.concrete_fields
            if field.name not in own and field.editable
        )

    def put(self, record, value, line: Line) -> None:
        line.rows[self.column_name] = value

    def write(self, wanted: list[tuple[models.Model, list[tuple[str, int]]]]) -> None:
        """Make the rows that are missing, and take away those that are no longer named."""
        model, owner = self._rel.related_model, self._rel.field.attname
        made = []
        for record, named in wanted:
            there, kept = {self._key(row): row for row in self.rows(record)}, {pk for _name, pk in named}
            for row in there.values():
                if self._key(row) not in kept:
                    row.delete()
            made += [
                model(**{owner: record.pk, f"{self.by}_id": pk}, **self.where) for _name, pk in named if pk not in there
            ]
        model._base_manager.bulk_create(made, batch_size=500)
