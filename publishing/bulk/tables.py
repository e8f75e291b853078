"""A file as rows of cells, whatever its format. What the file is, its content decides, not its name.

Every fault is a ValidationError with a sentence that says how to save the file so that it can be read.
"""

import csv
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from ..uploads import HEART, MISFIT
from .cells import ABSENT, as_typed

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 200
MAX_LINES = 100_000  # empty ones of a spreadsheet included
PACKED, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = ",;\t"
NOT_OF_THE_DAY = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')  # what in a number format is no part of a date
csv.field_size_limit(MAX_BYTES)


@dataclass
class Table:
    """The rows of a file by column, with the number under which a spreadsheet shows each."""

    fmt: str
    headers: list[str] = field(default_factory=list)
    rows: list[dict] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def add(self, number: int, cells: dict) -> None:
        if len(self.rows) == MAX_ROWS:
            raise ValidationError(
                _("The file has more than %(most)s rows. Cut it into parts and import them one by one.")
                % {"most": MAX_ROWS}
            )
        self.rows.append({name: cells.get(name, ABSENT) for name in self.headers})
        self.numbers.append(number)


def read_table(upload, known: Container[str]) -> Table:
    """Read an uploaded file; `known` are the columns that there may be, by which the separator of a CSV is told."""
    if upload.size > MAX_BYTES:
        raise ValidationError(_("The file is larger than 10 MB. Cut it into parts and import them one by one."))
    upload.seek(0)
    content = upload.read()
    if not content.strip():
        raise ValidationError(_("The file is empty."))
    if content.startswith(PACKED):
        table = _from_rows("xlsx", _xlsx_rows(content))
    else:
        text = _decoded(content)
        is_json = text.lstrip()[:1] in ("[", "{")
        table = _from_json(text) if is_json else _from_rows("csv", _csv_rows(text, known))
    if not table.rows:
        raise ValidationError(_("The file has no rows beneath the names of the columns."))
    return table


def column_name(cell) -> str:
    """Return the head of a column as columns are named: "Kind of body" is kind_of_body."""
    return re.sub(r"[\s\-]+", "_", str(cell).strip().lower())


def _from_rows(fmt: str, rows: Iterable[tuple[int, list]]) -> Table:
    """Make a table of numbered rows of which the first that is not empty names the columns."""
    table, names = Table(fmt), None
    for number, cells in rows:
        if all(cell in (None, "") for cell in cells):
            continue
        if names is None:
            names = _names(cells, table)
            continue
        _refuse_beyond(number, cells, names)
        if fmt == "xlsx":  # empty cells at the end of a row are not stored
            cells = cells + [None] * (len(names) - len(cells))
        table.add(number, {name: as_if_typed(cell) for name, cell in zip(names, cells, strict=False) if name})
    return table


def as_if_typed(cell):
    return as_typed(cell) if isinstance(cell, str) else cell


def _names(cells: list, table: Table) -> list[str]:
    names = ["" if cell is None else column_name(cell) for cell in cells]
    if len(names) > MAX_COLUMNS:
        raise ValidationError(_("The file has more than %(most)s columns.") % {"most": MAX_COLUMNS})
    for name in names:
        if name and names.count(name) > 1:
            raise ValidationError(_("There are two columns “%(name)s”. Keep one of them.") % {"name": name[:80]})
    table.headers = [name for name in names if name]
    return names


def _refuse_beyond(number: int, cells: list, names: list[str]) -> None:
    for position, cell in enumerate(cells):
        if cell not in (None, "") and (position >= len(names) or not names[position]):
            raise ValidationError(
                _("Row %(row)s has something in a column without a name: “%(value)s”. Name the column or empty it.")
                % {"row": number, "value": str(cell)[:80]}
            )


# Text


def _decoded(content: bytes) -> str:
    """Return the text of a CSV or JSON file, which has to be UTF-8."""
    if content.startswith(OLD_EXCEL):
        raise ValidationError(_("This is a spreadsheet of an old kind (XLS), or it has a password. Save it as XLSX."))
    if content.startswith(UTF16) or content[:2000].count(0) > len(content[:2000]) // 4:
        raise ValidationError(_("The file is saved as UTF-16 (“Unicode text”). Save it as “CSV UTF-8”, or as XLSX."))
    guess = filetype.guess(content[:8192])
    if guess:
        raise ValidationError(_("This is no table but %(type)s. Give a CSV, XLSX or JSON file.") % {"type": guess.mime})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise ValidationError(
            _(
                "The file is not saved as UTF-8: its letters with accents would be lost (line %(line)s). "
                "In Excel choose “Save as” and “CSV UTF-8”, in LibreOffice the character set “Unicode (UTF-8)”; "
                "or save it as XLSX."
            )
            % {"line": line}
        ) from fault
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ValidationError(
            _("Line %(line)s holds a NUL character, which no text has. Save the file anew.") % {"line": line}
        )
    return text


def _csv_rows(text: str, known: Container[str]) -> Iterator[tuple[int, list[str]]]:
    first, _newline, rest = text.lstrip("\r\n").partition("\n")
    told = re.fullmatch(r"sep=(.)\s*", first)
    if told:
        text = rest
    delimiter = told[1] if told else max(DELIMITERS, key=lambda sign: _known_names(first, sign, known))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1 if told else 0
    try:
        for number, cells in enumerate(reader, number + 1):  # noqa: B020
            yield number, cells
    except csv.Error as fault:
        raise ValidationError(
            _("Row %(row)s cannot be read: a quotation mark is not closed, or stands where none may stand.")
            % {"row": number + 1}
        ) from fault


def _known_names(line: str, delimiter: str, known: Container[str]) -> tuple[int, int]:
    names = [column_name(name.strip('" \r')) for name in line.split(delimiter)]
    return sum(name in known for name in names), len(names)


def _from_json(text: str) -> Table:
    try:
        items = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as fault:
        if isinstance(fault, json.JSONDecodeError):
            raise ValidationError(_("This is no valid JSON (line %(line)s).") % {"line": fault.lineno}) from fault
        raise ValidationError(_("This is no valid JSON.")) from fault
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ValidationError(_("The JSON must be a list of objects, as [{…}, {…}], one for each record."))
    table = Table("json", list(dict.fromkeys(name for item in items for name in item)))
    if len(table.headers) > MAX_COLUMNS:
        raise ValidationError(_("The file has more than %(most)s columns.") % {"most": MAX_COLUMNS})
    for number, item in enumerate(items, 1):
        table.add(number, item)
    return table


def _once(pairs: list[tuple]) -> dict:
    item = dict(pairs)
    if len(item) < len(pairs):
        raise ValueError("a name twice in one object")
    return item


def _no_number(name: str):
    raise ValueError(name)


# Spreadsheets


def _xlsx_rows(content: bytes) -> Iterator[tuple[int, list]]:
    _check_package(content)
    try:
        rows = list(_sheet_rows(content, with_values=False))
        if any(cell.data_type == "f" for _number, cells in rows for cell in cells):
            rows = _with_values(rows, list(_sheet_rows(content, with_values=True)))
        for number, cells in rows:
            yield number, [_value(number, cell) for cell in cells]
    except ValidationError:
        raise
    except Exception as fault:  # a damaged file makes openpyxl fail in many ways
        raise ValidationError(_("This spreadsheet is damaged. Open it and save it again as XLSX.")) from fault


def _check_package(content: bytes) -> None:
    """Refuse what is no spreadsheet, what grows beyond measure when it is unpacked, and XML that defines entities."""
    size = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if HEART["xlsx"] not in {part.filename for part in parts} or len(parts) > 2000:
                raise ValidationError(MISFIT)
            for part in parts:
                with package.open(part) as stream:
                    tail = b""
                    while chunk := stream.read(1 << 16):
                        size += len(chunk)
                        if size > MAX_UNPACKED:
                            raise ValidationError(
                                _("Unpacked, the file is larger than 100 MB. Take pictures and empty rows out.")
                            )
                        if b"<!DOCTYPE" in tail + chunk.replace(b"\0", b""):
                            raise ValidationError(MISFIT)
                        tail = chunk[-9:]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as fault:
        raise ValidationError(MISFIT) from fault


def _sheet_rows(content: bytes, with_values: bool) -> Iterator[tuple[int, list]]:
    """Yield the cells of each row of the first sheet that holds something."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=with_values, keep_links=False)
    filled = 0
    for number, cells in enumerate(book.worksheets[0].iter_rows(max_col=MAX_COLUMNS + 1), 1):
        if number > MAX_LINES:
            raise ValidationError(_("The sheet has too many empty rows. Delete them and save it again."))
        if any(cell.value is not None for cell in cells):
            filled += 1
            last = max(position for position, cell in enumerate(cells) if cell.value is not None)
            yield number, list(cells[: last + 1])
        if filled > MAX_ROWS + 1:
            return  # the table says so
    book.close()


def _with_values(rows: list, values: list) -> list:
    """Put the results of formulas in their place; a formula without one is refused."""
    by_number = dict(values)
    for number, cells in rows:
        there = by_number.get(number, [])
        for position, cell in enumerate(cells):
            if cell.data_type != "f":
                continue
            result = there[position] if position < len(there) else None
            if result is None or result.value is None:
                raise ValidationError(
                    _("Cell %(cell)s holds a formula without a result. Put its value there and save the file again.")
                    % {"cell": cell.coordinate}
                )
            cells[position] = result
    return rows


def _value(number: int, cell):
    """Return the value of a cell; a day comes as exactly as the cell shows it."""
    value = cell.value
    if cell.data_type == "e":
        raise ValidationError(
            _("Cell %(cell)s holds an error: %(value)s. Put its value there and save the file again.")
            % {"cell": cell.coordinate, "value": str(value)[:20]}
        )
    if isinstance(value, dt.datetime):
        if value.time() != dt.time():
            return value.isoformat(" ", "minutes")
        return value.strftime(_shown_part(cell.number_format))
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return str(value)
    return value


def _shown_part(number_format: str) -> str:
    shown = NOT_OF_THE_DAY.sub("", number_format.lower())
    if "d" in shown:
        return "%Y-%m-%d"
    return "%Y-%m" if "m" in shown else "%Y"
