"""Records in and out by the hundred, on django-import-export: each row is checked, then all are written or none."""

import logging
from collections.abc import Iterator

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.resources import ModelResource
from import_export.results import RowResult

from ..differences import Difference
from ..exports import MAX_CELL
from ..models.keeping import NOT_KEPT
from .cells import ABSENT, text_of
from .columns import EMPTY, Column, KeyColumn, TermsColumn, column_for
from .lines import Alike, Fault, Kind, Line, Outcome
from .names import Names, nearest
from .rows_column import RowsColumn
from .tables import Table

log = logging.getLogger(__name__)
CHUNK = 200
LONGEST_VALUE = 120  # of a faulty cell, as the report repeats it


def columns_of(model: type[models.Model], *rows: str) -> list[str]:
    """Return the names of all that a file may set of a record: its own fields, its terms, and the named rows."""
    fields = [
        field.name
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in NOT_KEPT
    ]
    for name in [
        name for name in fields if name.endswith("_as_written") and name.removesuffix("_as_written") in fields
    ]:
        fields.remove(name)
        fields.insert(fields.index(name.removesuffix("_as_written")) + 1, name)
    return [*fields, *(field.name for field in model._meta.many_to_many), *rows]


class BulkResource(ModelResource):
    """What all types share. A child names its model and columns, and says how a row finds its record."""

    keys: tuple[str, ...] = ()  # the columns by which a row finds its record
    private: tuple[str, ...] = ()  # columns that go out only to those who may change all records
    coming: frozenset | set = frozenset()  # the names of the new records of a file

    class Meta:
        skip_diff = skip_html_diff = True
        use_transactions = True

    def __init__(self, user):
        super().__init__()
        self.user = user
        for column in self.fields.values():
            if isinstance(column, RowsColumn):
                column.owner = self._meta.model
        self._names: dict[type, Names] = {}

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        return column_for(django_field)

    # Columns

    @property
    def model(self) -> type[models.Model]:
        return self._meta.model

    @property
    def columns(self) -> list[Column]:
        return self.get_import_fields()

    @property
    def key_sentence(self) -> str:
        """How a row finds its record, for the help page."""
        raise NotImplementedError

    def columns_out(self) -> list[Column]:
        """Return the columns that this user gets."""
        hidden = () if self.holds("change") else self.private
        return [column for column in self.columns if column.column_name not in hidden]

    def holds(self, power: str) -> bool:
        """Tell whether the user holds a power over all records of the type."""
        meta = self.model._meta
        return self.user.has_perm(f"{meta.app_label}.{power}_{meta.model_name}")

    # Out

    def rows_out(self, records) -> Iterator[list]:
        """Yield the cells of each record."""
        columns = self.columns_out()
        for record in self.fetch(records).iterator(chunk_size=CHUNK):
            yield [column.export(record) for column in columns]

    def fetch(self, records):
        """Fetch what the columns tell, in a fixed number of queries for each few hundred records."""
        keys = [column.field.name for column in self.columns if isinstance(column, KeyColumn)]
        terms = [column.field.name for column in self.columns if isinstance(column, TermsColumn)]
        rows = [f"{column.accessor}__{column.by}" for column in self.columns if isinstance(column, RowsColumn)]
        return records.select_related(*keys).prefetch_related(*terms, *dict.fromkeys(rows))

    # In

    def run(self, table: Table, dry_run: bool, file_name: str = "") -> Outcome:
        """Check all rows and, but for a dry run, write them. Nothing is written where any row has a fault."""
        outcome = Outcome(faults=self._faults_of_head(table))
        self.lines, self.work, self.file_name = outcome.lines, [], file_name
        if all(key in table.headers for key in self.keys):
            self._run(table, dry_run, outcome)
        return outcome

    def _run(self, table: Table, dry_run: bool, outcome: Outcome) -> None:
        known = [name for name in table.headers if name in self.fields]
        self.read_columns, self.fmt = [self.fields[name] for name in known], table.fmt
        self.numbers = table.numbers
        data = tablib.Dataset(headers=known)
        for row in table.rows:
            data.append([row[name] for name in known])
        with transaction.atomic():
            result = self.import_data(data, dry_run=dry_run, rollback_on_validation_errors=True)
            for line, row in zip(self.lines, result.rows, strict=True):
                self._settle(line, row)
            for fault in result.base_errors:
                log.error("An import failed.", exc_info=fault.error)
                outcome.faults.append(Fault(str(BROKEN)))
            self._name_missing(table, outcome)
            if outcome.all_faults:
                transaction.set_rollback(True)

    def _settle(self, line: Line, row: RowResult) -> None:
        for fault in row.errors:
            log.error("A row could not be imported.", exc_info=fault.error)
            line.faults.append(Fault(str(BROKEN), line.number))
        if row.validation_error and not line.faults:
            line.faults += [Fault(text, line.number) for text in row.validation_error.messages]
        if line.faults:
            line.kind, line.alike = Kind.FAULTY, []

    def _faults_of_head(self, table: Table) -> list[Fault]:
        faults = []
        for name in table.headers:
            if name not in self.fields:
                near = nearest(name, self.fields)
                text = _("There is no column “%(name)s”. Did you mean “%(near)s”?") if near else NO_SUCH_COLUMN
                faults.append(Fault(str(text) % {"name": name[:80], "near": near}, column=name[:80]))
        for key in self.keys:
            if key not in table.headers:
                faults.append(
                    Fault(_("The column “%(name)s” is missing: by it a row finds its record.") % {"name": key})
                )
        return faults

    def _name_missing(self, table: Table, outcome: Outcome) -> None:
        new = [line for line in outcome.lines if line.is_new]
        names = [name for name, column in self.fields.items() if column.is_required and name not in table.headers]
        names = [name for name in names if name not in self.keys]
        if new and names:
            text = _("New records, as in row %(row)s, need columns that are missing: %(names)s.")
            outcome.faults.append(Fault(text % {"row": new[0].number, "names": ", ".join(names)}))

    # One row, in the order in which the engine asks

    def before_import_row(self, row, row_number=0, **kwargs):
        self.line = Line(self.numbers[row_number - 1])
        self.lines.append(self.line)
        for name in [name for name, cell in row.items() if cell is ABSENT]:
            del row[name]

    def get_instance(self, instance_loader, row):
        return self.find(row)

    def find(self, row) -> models.Model | None:
        """Return the record that a row is about, or None where it makes a new one."""
        raise NotImplementedError

    def after_init_instance(self, instance, new, row, **kwargs):
        self.line.is_new = new
        self.line.kind = Kind.NEW if new else Kind.CHANGED
        self.line.pk, self.line.title = instance.pk, "" if new else str(instance)

    def import_instance(self, instance, row, **kwargs):
        for column in self.read_columns:
            if column.column_name in row:
                try:
                    self._read(column, instance, row[column.column_name])
                except ValidationError as fault:
                    self.blame(fault.messages, column.column_name, row[column.column_name])
            elif self.line.is_new and column.is_required:
                self.blame([str(EMPTY)], column.column_name)

    def _read(self, column: Column, record, cell) -> None:
        line, told = self.line, column.tell(record, self.line)
        is_needed = line.is_new and column.is_required
        if column.says_the_same(cell, told) and not is_needed:
            return
        if self.fmt == "xlsx" and isinstance(told, str) and len(told) > MAX_CELL:
            raise ValidationError(_("This text is longer than a spreadsheet's cell holds. Use CSV or JSON for it."))
        column.put(record, column.read(cell, record, line, self), line)
        now = column.tell(record, line)
        if now != told:
            line.changes.append(Difference(column.column_name, column.label, shown(told), shown(now)))

    def blame(self, messages: list[str], column: str = "", cell="") -> None:
        """Note what is wrong with the row."""
        value = "" if cell is None else str(cell)[:LONGEST_VALUE]
        self.line.faults += [Fault(text, self.line.number, column, value) for text in messages]

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if self.line.is_new or self.line.changes or self.line.faults:
            return False
        self.line.kind = Kind.SAME
        return True

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        line = self.line
        line.title = line.title or str(instance)
        refusal = self.refusal(instance)
        if refusal:
            self.blame([refusal])
        faulty = {fault.column for fault in line.faults}
        checks = (
            instance.clean,
            lambda: instance.validate_unique(exclude=faulty | set(self.keys)),
            lambda: instance.validate_constraints(exclude=faulty),
        )
        for check in checks:
            try:
                check()
            except ValidationError as fault:
                for name, messages in fault.update_error_dict({}).items():
                    column = "" if name == NON_FIELD_ERRORS else name
                    self.blame(ValidationError(messages).messages, column)
        if line.faults:
            raise ValidationError(line.faults[0].text)
        if line.is_new:
            line.alike = self.alike(instance)

    def refusal(self, record) -> str:
        """Return why the user may not write this row, or ""."""
        raise NotImplementedError

    def alike(self, record) -> list[Alike]:
        """Return what a new row may say once more."""
        return []

    def save_instance(self, instance, is_create, row, dry_run=False, **kwargs):
        """Remember the record: all are written together once every row is found good."""
        self.work.append((instance, self.line))

    def save_m2m(self, instance, row, **kwargs):
        """Written together with the record."""

    def after_import(self, dataset, result, dry_run=False, **kwargs):
        if not dry_run and not result.has_errors() and not result.has_validation_errors():
            self.write_all()

    def write_all(self) -> None:
        """Write the records of `work`, and keep a version of each."""
        raise NotImplementedError

    # Names

    def names(self, model: type[models.Model]) -> Names:
        if model not in self._names:
            self._names[model] = Names(model, self.user)
        return self._names[model]

    def find_named(self, model: type[models.Model], name: str, had=()) -> tuple[str, int | None]:
        """Return a name as it is spelt and the primary key, None for a record that comes with the same file.

        Raises ValidationError where nobody has the name.
        """
        if model is self.model and name in self.coming:
            return name, None
        return self.names(model).find(name, had)


NO_SUCH_COLUMN = gettext_lazy("There is no column “%(name)s”. The list of columns says which there are.")
BROKEN = gettext_lazy("This could not be written. Check the row; if it looks right, tell an administrator.")


def shown(cell) -> str:
    """Return a cell as the report shows it."""
    return "; ".join(cell) if isinstance(cell, list) else text_of(cell)
