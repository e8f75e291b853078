"""What comes and goes in files: the types, tables as files of each format, and both ways of them."""

import csv
import io
import json

import pytest
from django.core.files.base import ContentFile
from openpyxl import Workbook

from events.bulk import MeetingResource
from networks.bulk import MembershipResource, NetworkResource
from practices.bulk import PracticeResource
from publishing.bulk.files import send
from publishing.bulk.tables import read_table

FORMATS = ("csv", "xlsx", "json")
RESOURCES = [NetworkResource, MembershipResource, MeetingResource, PracticeResource]
PUBLISHED = [NetworkResource, MeetingResource, PracticeResource]
every_resource = pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.__name__)
every_published = pytest.mark.parametrize("resource", PUBLISHED, ids=lambda one: one.__name__)
every_format = pytest.mark.parametrize("fmt", FORMATS)


def as_file(fmt: str, rows: list[dict]) -> bytes:
    """Return rows that all have the same columns as a file."""
    if fmt == "json":
        return json.dumps(rows).encode()
    head = list(rows[0])
    table = [head, *([row[name] for name in head] for row in rows)]
    if fmt == "xlsx":
        return as_xlsx(table)
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue().encode()


def as_xlsx(table: list[list]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in table:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def upload(content: bytes, name: str = "list.csv") -> ContentFile:
    return ContentFile(content, name)


def body_of(answer) -> bytes:
    body = b"".join(answer.streaming_content)
    if file := getattr(answer, "file_to_stream", None):
        file.close()
    return body


def bring(resource, user, rows, fmt="json", dry_run=False, name="list.json"):
    """Import rows and return what they came to."""
    one = resource(user)
    table = read_table(upload(rows if isinstance(rows, bytes) else as_file(fmt, rows)), one.fields)
    return one.run(table, dry_run=dry_run, file_name=name)


def take(resource, user, fmt="json", records=None) -> bytes:
    one = resource(user)
    records = one.model.objects.all() if records is None else records
    return body_of(send(fmt, "list", one.columns_out(), one.rows_out(records)))


def faults(outcome) -> list[tuple]:
    return [(fault.number, fault.column, fault.text) for fault in outcome.all_faults]
