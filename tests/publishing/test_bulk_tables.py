"""Files as people save them and as attackers make them: each is read, or refused with a sentence."""

import datetime as dt
import io
import json
import re
import zipfile

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook

from publishing.bulk.cells import ABSENT, as_typed, defused, parts_of
from publishing.bulk.tables import MAX_ROWS, read_table

from .bulk_files import as_xlsx, upload

KNOWN = {"slug", "title", "when", "goals", "ordinal"}
HEAD = "slug,title"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"x" * 200


def read(content, name="list.csv"):
    return read_table(upload(content.encode() if isinstance(content, str) else content, name), KNOWN)


def book(fill, **kwargs) -> bytes:
    """Return a workbook whose first sheet `fill` writes into."""
    made, out = Workbook(), io.BytesIO()
    made.active.append(["slug", "when"])
    fill(made)
    made.save(out)
    return out.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def repacked(content: bytes, name: str, change) -> bytes:
    """Return a workbook with one part of the package changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    return packed(parts | {name: change(parts[name])})


# As people save them


@pytest.mark.parametrize(
    "text",
    [
        "slug,title\na,Café", "\ufeffslug,title\r\na,Café\r\n", "slug;title\na;Café", "slug\ttitle\na\tCafé",
        "sep=;\nslug;title\na;Café", "sep=\t\r\nslug\ttitle\r\na\tCafé\r\n", '"slug","title"\n"a","Café"',
        '"slug";"title"\n"a";"Café"', " Slug , TITLE \na,Café", "slug,title,\na,Café,", "\n\nslug,title\n\na,Café\n\n",
        "\r\n\nslug;title\na;Café", "slug;title\ra;Café",
        '[{"slug": "a", "title": "Café"}]', '\ufeff [{"slug": "a", "title": "Caf\\u00e9"}]',
    ],
)  # fmt: skip
def test_what_the_file_is_its_content_decides(text):
    for name in ("list.csv", "list.xlsx", "list.exe", "none"):
        assert read(text, name).rows == [{"slug": "a", "title": "Café"}]


def test_xlsx_is_told_by_its_content_too():
    assert read(as_xlsx([["Slug", "Title"], ["a", "Café"]]), "list.csv").rows == [{"slug": "a", "title": "Café"}]


def test_numbers_of_rows_are_those_of_the_spreadsheet():
    table = [["slug"], ["a"], [None], ["b"]]

    assert read(as_xlsx(table)).numbers == [2, 4]
    assert read("slug\na\n\nb\n").numbers == [2, 4]
    assert read('slug,title\na,"two\nlines"\nb,x').numbers == [2, 3]
    assert read('[{"slug": "a"}, {"slug": "b"}]').numbers == [1, 2]


def test_several_lines_quotes_and_separators_within_a_cell_stay():
    assert read('slug;title\na;"One; ""two"",\nthree"').rows[0]["title"] == 'One; "two",\nthree'


def test_end_of_a_short_row_is_absent_in_csv_and_empty_in_xlsx():
    assert read("slug,title\na").rows == [{"slug": "a", "title": ABSENT}]
    assert read(as_xlsx([["slug", "title"], ["a"]])).rows == [{"slug": "a", "title": None}]


def test_head_names_columns_as_people_write_them():
    assert read("Slug,Kind of  body,venue-country\na,b,c").headers == ["slug", "kind_of_body", "venue_country"]


def test_only_the_first_sheet_is_read():
    def fill(made):
        made.active.append(["a", "2016"])
        made.create_sheet("other").append(["x", "y"])

    assert read(book(fill)).rows == [{"slug": "a", "when": "2016"}]


@pytest.mark.parametrize(
    ("number_format", "told"),
    [
        ("yyyy-mm-dd", "2016-10-11"), ("dd/mm/yy", "2016-10-11"), ("mmm-yy", "2016-10"), ("yyyy-mm", "2016-10"),
        ("[$-409]mmmm\\ yyyy", "2016-10"), ("yyyy", "2016"), ('yyyy"d"', "2016"),
    ],
)  # fmt: skip
def test_day_of_a_spreadsheet_is_as_exact_as_the_cell_shows_it(number_format, told):
    def fill(made):
        made.active.append(["a", dt.datetime(2016, 10, 11)])
        made.active["B2"].number_format = number_format

    assert read(book(fill)).rows[0]["when"] == told


def test_hour_of_a_spreadsheet_is_no_date_and_is_kept_for_the_fault():
    assert read(book(lambda made: made.active.append(["a", dt.datetime(2016, 10, 11, 9)]))).rows[0]["when"] == (
        "2016-10-11 09:00"
    )


def test_formula_is_read_as_its_value():
    content = book(lambda made: made.active.append(["a", "=1000+1016"]))
    counted = repacked(content, "xl/worksheets/sheet1.xml", lambda xml: re.sub(rb"<v ?/>|<v></v>", b"<v>2016</v>", xml))

    assert load_workbook(io.BytesIO(counted), data_only=True).active["B2"].value == 2016
    assert read(counted).rows == [{"slug": "a", "when": 2016}]


@pytest.mark.parametrize(
    ("text", "safe"),
    [("=1+1", "'=1+1"), ("'=1", "''=1"), ("''@x", "'''@x"), ("'plain'", "'plain'"), ("a=1", "a=1"), ("\tx", "'\tx")],
)
def test_defused_text_comes_back(text, safe):
    assert defused(text) == safe
    assert as_typed(safe) == text
    assert as_typed("'plain'") == "'plain'"


def test_names_of_a_cell_are_told_apart_by_any_usual_sign():
    assert parts_of("SE; FI|NO,DK\nSE") == ["SE", "FI", "NO", "DK"]
    assert parts_of(["a", " b "]) == ["a", "b"]
    assert parts_of(None) == []


# As nobody should


BOMB = packed({"xl/workbook.xml": b"<x/>", "xl/sharedStrings.xml": b"0" * 101 * 1024 * 1024})
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst>&b;</sst>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"  \n ", "is empty"),
        (HEAD.encode(), "no rows beneath"),
        (b"[]", "no rows beneath"),
        (as_xlsx([["slug", "title"]]), "no rows beneath"),
        ("slug,title\na,b".encode("utf-16"), "UTF-16"),
        ("slug,title\na,b".encode("utf-16-le"), "UTF-16"),
        ("slug,title\na,ok\nb,Café".encode("cp1252"), r"not saved as UTF-8.*line 3.*CSV UTF-8"),
        (b"slug,title\na,b\0c", "Line 2 holds a NUL character"),
        (b'slug,title\na,"never closed\nb,c', "quotation mark"),
        (b'slug,title\na,"x"y', "quotation mark"),
        (b"slug,title,slug\na,b,c", "two columns “slug”"),
        (b"slug,title\na,b,c", "Row 2 has something in a column without a name: “c”"),
        (b"slug,,title\na,b,c", "a column without a name: “b”"),
        (",".join(f"c{n}" for n in range(201)).encode() + b"\nx", "more than 200 columns"),
        (("slug\n" + "a\n" * (MAX_ROWS + 1)).encode(), "more than 5000 rows"),
        (json.dumps([{"slug": "a"}] * (MAX_ROWS + 1)).encode(), "more than 5000 rows"),
        (as_xlsx([["slug"]] + [["a"]] * (MAX_ROWS + 1)), "more than 5000 rows"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (b'{"slug": "a"}', "must be a list of objects"),
        (b'{"items": [{"slug": "a"}]}', "must be a list of objects"),
        (b"[1, 2]", "must be a list of objects"),
        (b'[{"slug": "a"}', r"no valid JSON \(line 1\)"),
        (b'[{"slug": "a", "slug": "b"}]', "no valid JSON"),
        (b'[{"slug": NaN}]', "no valid JSON"),
        (b"[" * 100_000, "no valid JSON"),
        (b'[{"slug": ' + b"9" * 5000 + b"}]", "no valid JSON"),
        (json.dumps([{f"c{n}": ""} for n in range(201)]).encode(), "more than 200 columns"),
        (b"PK\x03\x04broken", "does not fit"),
        (packed({"evil.exe": b"MZ"}), "does not fit"),
        (packed({"word/document.xml": b"<x/>"}), "does not fit"),
        (packed({"xl/workbook.xml": b"<x/>"}), "damaged"),
        (packed({"xl/workbook.xml": b"<x/>"} | {f"x{n}": b"" for n in range(2001)}), "does not fit"),
        (BOMB, "larger than 100 MB"),
        (packed({"xl/workbook.xml": b"<x/>", "xl/sharedStrings.xml": ENTITIES}), "does not fit"),
        (packed({"xl/workbook.xml": ENTITIES.decode().encode("utf-16")}), "does not fit"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "XLS"),
        (PDF, "no table but application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 300, "no table but image/png"),
        (book(lambda made: made.active.append(["a", "=1+1"])), "Cell B2 holds a formula without a result"),
    ],
)  # fmt: skip
def test_hostile_or_damaged_file_is_refused_with_a_sentence(content, said):
    with pytest.raises(ValidationError, match=f"(?s){said}") as caught:
        read(content)

    assert all(text[-1] in ".)" for text in caught.value.messages)


def test_error_of_a_spreadsheet_is_named_with_its_cell():
    def fill(made):
        made.active.append(["a", "#REF!"])

    with pytest.raises(ValidationError, match="Cell B2 holds an error: #REF!"):
        read(book(fill))


def test_sheet_with_one_cell_at_the_very_end_takes_no_time():
    def fill(made):
        made.active.append(["a", "2016"])
        made.active["XFD1048576"] = "x"

    with pytest.raises(ValidationError, match="too many empty rows"):
        read(book(fill))


def test_lying_package_is_refused():
    content = bytearray(BOMB)
    name = content.rindex(b"xl/sharedStrings.xml")  # in the directory at the end
    content[name - 22 : name - 18] = (10).to_bytes(4, "little")

    with pytest.raises(ValidationError):
        read(bytes(content))
