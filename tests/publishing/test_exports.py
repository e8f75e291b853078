"""Every list as CSV, XLSX and JSON: whole, in order, without drafts, and harmless to a spreadsheet."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from publishing.exports import cell
from search.sources import SOURCES

from ..factories import FACTORIES, PracticeFactory, TopicFactory

pytestmark = pytest.mark.django_db
every_type = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.kind)


def body_of(answer) -> bytes:
    return b"".join(answer.streaming_content)  # the test client closes an answer that was read to its end


def as_csv(answer) -> list[dict]:
    return list(csv.DictReader(io.StringIO(body_of(answer).decode("utf-8-sig"))))


@every_type
def test_three_formats_tell_the_same_and_no_draft(client, source):
    topic = TopicFactory()
    shown = FACTORIES[source.model](published=True, title="Shown", topics=[topic])
    FACTORIES[source.model](published=True, title="Elsewhere")
    FACTORIES[source.model](title="Draft", topics=[topic])
    ask = {"topic": "housing"}

    table = as_csv(client.get(source.list_url, ask | {"format": "csv"}))
    told = json.loads(body_of(client.get(source.list_url, ask | {"format": "json"})))
    book = load_workbook(io.BytesIO(body_of(client.get(source.list_url, ask | {"format": "xlsx"}))))
    head, *rows = book.active.values

    assert [row["title"] for row in table] == ["Shown"]
    assert [item["title"] for item in told["items"]] == ["Shown"]
    assert [row[head.index("title")] for row in rows] == ["Shown"]
    assert list(table[0]) == list(told["items"][0]) == list(head)
    assert told["entries"] == 1
    assert told["items"][0]["topics"] == ["housing"]
    assert told["items"][0]["address"].endswith(shown.get_absolute_url())


def test_whole_list_comes_in_its_order(client):
    for number in range(230):
        PracticeFactory(published=True, title=f"Practice {number:03}")

    answer = client.get("/en/practices/?sort=-title&format=csv")

    assert answer["Content-Disposition"].startswith('attachment; filename="practices-')
    assert [row["title"] for row in as_csv(answer)] == [f"Practice {n:03}" for n in reversed(range(230))]


def test_empty_list_is_a_file_too(client):
    assert json.loads(body_of(client.get("/en/practices/?q=nothing&format=json")))["items"] == []
    assert as_csv(client.get("/en/practices/?q=nothing&format=csv")) == []
    assert body_of(client.get("/en/practices/?q=nothing&format=xlsx"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])  # noqa: RUF001
def test_no_cell_begins_like_a_formula(start):
    assert cell(f"{start}1+1") == f"'{start}1+1"
    assert cell([f"{start}a", "b"]) == f"'{start}a; b"


def test_formula_in_a_title_is_defused_in_the_file(client):
    PracticeFactory(published=True, title='=HYPERLINK("http://evil.example","x")')

    table = as_csv(client.get("/en/practices/?format=csv"))
    book = load_workbook(io.BytesIO(body_of(client.get("/en/practices/?format=xlsx"))))

    assert table[0]["title"].startswith("'=HYPERLINK")
    assert book.active["A2"].value.startswith("'=HYPERLINK")
    assert book.active["A2"].data_type == "s"


def test_numbers_stay_numbers():
    assert cell(3) == 3
    assert cell(True) == "yes"
    assert cell(None) == ""


def test_unknown_format_is_the_page(client):
    assert b"<!doctype html>" in client.get("/en/practices/?format=exe").content


def test_export_takes_few_queries_whatever_the_length(client, django_assert_max_num_queries):
    for _ in range(60):
        PracticeFactory(published=True, topics=[TopicFactory()])
    client.get("/en/practices/")

    with django_assert_max_num_queries(30):
        body_of(client.get("/en/practices/?format=csv"))
