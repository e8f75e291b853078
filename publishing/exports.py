"""Lists as files: CSV and JSON flow out row by row, XLSX is written to a temporary file and then sent.

What a record tells in an export is its `export_row()`; the filters are those of the page, the rows those that everybody
may see.
"""

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from audit.tables import harmless

CHUNK = 200
MAX_CELL = 32_000  # a cell of a spreadsheet holds 32,767 characters
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(fmt: str, name: str, rows: Iterable[dict], about: dict) -> HttpResponseBase:
    """Return `rows` as a download in the format `fmt`, one of `FORMATS`; `about` heads the JSON file."""
    answer = FORMATS[fmt](rows, about)
    day = timezone.localdate().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="{name}-{day}.{fmt}"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


def cell(value) -> str | int | float:
    """Return a value as a cell of a spreadsheet: lists joined, and no text that would be run as a formula."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list | tuple):
        text = "; ".join(str(part) for part in value)
    else:
        text = "" if value is None else str(value)
    return harmless(text)


def _csv(rows: Iterable[dict], _about: dict) -> StreamingHttpResponse:
    return StreamingHttpResponse(_csv_lines(rows), content_type="text/csv; charset=utf-8")


def _csv_lines(rows: Iterable[dict]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    yield "\ufeff"  # tells spreadsheets that the file is UTF-8
    for number, row in enumerate(rows):
        if number == 0:
            writer.writerow(row)
        writer.writerow([cell(value) for value in row.values()])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _json(rows: Iterable[dict], about: dict) -> StreamingHttpResponse:
    return StreamingHttpResponse(_json_pieces(rows, about), content_type="application/json; charset=utf-8")


def _json_pieces(rows: Iterable[dict], about: dict) -> Iterator[str]:
    yield json.dumps(about, ensure_ascii=False, default=str)[:-1] + ', "items": ['
    for number, row in enumerate(rows):
        yield ("," if number else "") + "\n" + json.dumps(row, ensure_ascii=False, default=str)
    yield "\n]}\n"


def _xlsx(rows: Iterable[dict], _about: dict) -> FileResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("list")
    for number, row in enumerate(rows):
        if number == 0:
            sheet.append(list(row))
        sheet.append([_xlsx_cell(value) for value in row.values()])
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, content_type=XLSX_TYPE)


def _xlsx_cell(value) -> str | int | float:
    content = cell(value)
    return ILLEGAL_CHARACTERS_RE.sub("", content)[:MAX_CELL] if isinstance(content, str) else content


FORMATS = {"csv": _csv, "xlsx": _xlsx, "json": _json}
