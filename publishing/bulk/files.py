"""Tables as files: CSV and JSON flow out row by row, XLSX is written to a temporary file and then sent.

What goes out can come in again: texts that a spreadsheet would run are defused so that reading them gives them back.
"""

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from ..exports import MAX_CELL, XLSX_TYPE
from .cells import defused

TEXT = "@"  # the number format under which a spreadsheet leaves a cell as it is typed


def flat(cell) -> str | int:
    """Return a cell as a spreadsheet shows it."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return cell
    return defused("; ".join(cell) if isinstance(cell, list) else cell)


def _csv(columns: list, rows: Iterable[list], _notes: list) -> StreamingHttpResponse:
    return StreamingHttpResponse(_csv_lines(columns, rows), content_type="text/csv; charset=utf-8")


def _csv_lines(columns: list, rows: Iterable[list]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    line.write("\ufeff")  # tells spreadsheets that the file is UTF-8
    writer.writerow([column.column_name for column in columns])
    yield line.getvalue()
    for row in rows:
        line.seek(0)
        line.truncate()
        writer.writerow([flat(cell) for cell in row])
        yield line.getvalue()


def _json(columns: list, rows: Iterable[list], _notes: list) -> StreamingHttpResponse:
    return StreamingHttpResponse(_json_pieces(columns, rows), content_type="application/json; charset=utf-8")


def _json_pieces(columns: list, rows: Iterable[list]) -> Iterator[str]:
    names = [column.column_name for column in columns]
    yield "["
    for number, row in enumerate(rows):
        item = dict(zip(names, row, strict=True))
        yield (",\n" if number else "\n") + json.dumps(item, ensure_ascii=False)
    yield "\n]\n"


def _xlsx(columns: list, rows: Iterable[list], notes: list) -> FileResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("list")
    sheet.freeze_panes = "B2"
    for position, column in enumerate(columns, 1):
        place = sheet.column_dimensions[get_column_letter(position)]
        place.width = 24
        if column.is_text:
            place.number_format = TEXT
    sheet.append([column.column_name for column in columns])
    for row in rows:
        sheet.append([_xlsx_cell(sheet, flat(cell)) for cell in row])
    if notes:
        _add_notes(book, notes)
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, content_type=XLSX_TYPE)


def _xlsx_cell(sheet, value: str | int):
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:MAX_CELL] or None)
    cell.number_format = TEXT
    if value:
        cell.data_type = "s"  # "#N/A" is a text here
    return cell


def _add_notes(book: Workbook, notes: list[list[str]]) -> None:
    """Add a sheet that says what each column holds; only the first sheet is ever read."""
    sheet = book.create_sheet("columns")
    for position, width in enumerate((26, 34, 12, 90), 1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    for note in notes:
        sheet.append([_xlsx_cell(sheet, defused(text)) for text in note])


FORMATS = {"csv": _csv, "xlsx": _xlsx, "json": _json}


def send(fmt: str, name: str, columns: list, rows: Iterable[list], notes: list | None = None) -> HttpResponseBase:
    """Return a table as a download in the format `fmt`, one of `FORMATS`; `notes` go on a second sheet of an XLSX."""
    answer = FORMATS[fmt](columns, rows, notes or [])
    answer["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate().isoformat()}.{fmt}"'
    return answer
