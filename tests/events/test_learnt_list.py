"""The list of what was learnt; how the desk, versions and files write what was done about it."""

import csv
import io
import json

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from events.models import Addressee, Lesson, Meeting, Recommendation
from intake.reading import read
from intake.writing import LoadFault, write
from publishing.versions import keep, restore

from ..conftest import sign_in
from ..factories import (
    LessonFactory,
    MeetingFactory,
    NetworkFactory,
    PracticeFactory,
    RecommendationFactory,
    StudyVisitFactory,
)
from ..publishing.posting import form_values
from .test_following import LIST, follow_up, page_of, titles

pytestmark = pytest.mark.django_db


# The one list


@pytest.fixture
def learnt():
    """Return an old open lesson, a newer recommendation that was followed up, and an open one without a date."""
    old = MeetingFactory(published=True, when="2010", network=NetworkFactory(published=True, slug="old-net"))
    late = StudyVisitFactory(published=True, when="2022-05")
    lesson = LessonFactory(published=True, title="Old lesson", meeting=old)
    advice = RecommendationFactory(published=True, title="Newer advice", meeting=None, visit=late, addressee="Mayors")
    advice.addressees.create(kind=Addressee.Kind.LOCAL)
    advice.addressees.create(kind=Addressee.Kind.NETWORKS)
    follow_up(advice, "Done in Malmö.", when="2023")
    undated = RecommendationFactory(published=True, title="Undated", meeting=MeetingFactory(published=True, when=""))
    return lesson, advice, undated


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"Old lesson", "Newer advice", "Undated"}),
        ({"kind": "lesson"}, {"Old lesson"}),
        ({"kind": "recommendation"}, {"Newer advice", "Undated"}),
        ({"addressee": "regions-and-cities"}, {"Newer advice"}),
        ({"addressee": ["networks", "research"]}, {"Newer advice"}),
        ({"network": "old-net"}, {"Old lesson"}),
        ({"year": "2022"}, {"Newer advice"}),
        ({"follow_up": "open"}, {"Old lesson", "Undated"}),
        ({"follow_up": "followed-up"}, {"Newer advice"}),
        ({"follow_up": ["followed-up", "open"]}, {"Old lesson", "Newer advice", "Undated"}),
        ({"q": "malmö"}, {"Newer advice"}),
        ({"q": "mayors"}, {"Newer advice"}),
    ],
)
def test_list_holds_both_kinds_and_filters_them(client, learnt, asked, found):
    assert set(titles(client, **asked)) == found
    if "q" not in asked:  # the words of the database's own search are fewer
        filters = client.get(LIST, asked).context["page"].filterset
        params = client.get(LIST, asked).wsgi_request.GET
        rows = {
            row.title
            for model in (Lesson, Recommendation)
            for row in filters(params, queryset=model.objects.published()).narrow(model.objects.published())
        }
        assert rows == found


def test_filters_count(client, learnt):
    facets = client.get(LIST).context["page"].facets
    counts = {facet.name: {option.value: option.count for option in facet.options} for facet in facets}

    assert counts["kind"] == {"lesson": 1, "recommendation": 2}
    assert counts["addressee"] == {"regions-and-cities": 1, "networks": 1}
    assert counts["follow_up"] == {"open": 2, "followed-up": 1}


def test_what_is_open_the_longest_comes_first_and_what_was_followed_up_last(client, learnt):
    assert titles(client, sort="open") == ["Old lesson", "Undated", "Newer advice"]
    assert titles(client, sort="newest") == ["Newer advice", "Old lesson", "Undated"]


def test_card_says_since_when_it_is_open(client, learnt):
    cards = {card.h3.get_text(): card.get_text(" ") for card in page_of(client, LIST).select(".card")}

    assert "open since 2010" in cards["Old lesson"]
    assert "followed up" in cards["Newer advice"]
    assert "open since" not in cards["Undated"]


def test_lists_of_one_kind_lead_to_the_whole_with_the_same_filters(client, learnt):
    for url, found in ((reverse("events:lesson-list"), 1), (reverse("events:recommendation-list"), 2)):
        page = page_of(client, f"{url}?follow_up=open&follow_up=followed-up")
        assert len(page.select(".results > li")) == found
        assert page.select_one(".tools a")["href"] == f"{LIST}?follow_up=open&follow_up=followed-up"


def test_files_of_the_list_say_the_same_of_both_kinds(client, learnt):
    table = b"".join(client.get(LIST, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    rows = {row["title"]: row for row in csv.DictReader(io.StringIO(table))}
    data = json.loads(b"".join(client.get(LIST, {"format": "json"}).streaming_content))

    assert rows["Old lesson"]["is_open"] == "yes"
    assert rows["Old lesson"]["addressees"] == ""
    assert rows["Newer advice"]["addressees"] == "regions-and-cities; networks"
    assert rows["Newer advice"]["follow_ups"] == "2023: Done in Malmö."
    assert len({tuple(item) for item in data["items"]}) == 1
    sheet = load_workbook(io.BytesIO(b"".join(client.get(LIST, {"format": "xlsx"}).streaming_content))).active
    assert {row[0].value for row in sheet.iter_rows(min_row=2)} == set(rows)


@pytest.mark.parametrize("name", ["kind", "addressee", "follow_up", "sort", "year", "page"])
@pytest.mark.parametrize("value", ["'; DROP TABLE", "\0", "x" * 3000, "<b>", "-1"])
def test_odd_values_give_a_list(client, learnt, name, value):
    assert client.get(LIST, {name: value}).status_code == 200


# The desk, versions, files


def test_editor_writes_follow_ups_with_the_lesson(client, learnt):
    lesson = learnt[0]
    sign_in(client, User.objects.create_superuser("root"))
    url = reverse("admin:events_lesson_change", args=[lesson.pk])
    sent = form_values(client, url)
    network, practice = NetworkFactory(), PracticeFactory()
    row = {
        "follow_ups-TOTAL_FORMS": "1", "follow_ups-0-text": "Taken up.", "follow_ups-0-when": "2021",
        "follow_ups-0-network": network.pk, "follow_ups-0-practice": practice.pk,
    }  # fmt: skip

    refused = client.post(url, sent | row)
    assert "Name one record at most" in refused.content.decode()
    assert "Taken up." in refused.content.decode()
    saved = client.post(url, sent | row | {"follow_ups-0-practice": ""})

    assert saved.status_code == 302
    assert [(r.text, r.carrier) for r in lesson.follow_ups.all()] == [("Taken up.", ("network", network.pk))]
    assert "Old lesson" in titles(client, follow_up="followed-up")


def test_versions_keep_follow_ups_and_addressees_and_bring_them_back():
    advice = RecommendationFactory()
    advice.addressees.create(kind=Addressee.Kind.RESEARCH)
    follow_up(advice, "First.", when="2020")
    version = keep(advice, None)
    advice.addressees.all().delete()
    advice.follow_ups.all().delete()

    restore(advice, version, None)

    assert [(row.text, row.when_from.year) for row in advice.follow_ups.all()] == [("First.", 2020)]
    assert [row.kind for row in advice.addressees.all()] == ["research"]


FILE = """
directory.Source: [{reference: page, title: A page, kind: web-page}]
events.Meeting: [{slug: m, title: M, kind_of_meeting: plenary, when: 2016}]
events.Recommendation:
  - slug: advice
    title: Advice
    text: Do it.
    meeting: m
    addressees: [{kind: research}]
    follow_ups: [{text: It was done., when: 2018, meeting: m, source: page, locator: page 2}]
"""


def test_content_files_bring_follow_ups(tmp_path):
    (tmp_path / "a.yaml").write_text(FILE)
    content = read(tmp_path)
    assert content.faults == []

    write(content)

    row = Recommendation.objects.get(slug="advice").follow_ups.get()
    assert (row.text, row.when, row.carrier[0], row.source.reference) == ("It was done.", "2018", "meeting", "page")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{kind: research}", "{kind: mayors}", "mayors"),
        ("meeting: m, source", "network: nobody, source", "there is no network 'nobody'"),
        ("when: 2018", "when: soon", "is no date"),
    ],
)
def test_fault_in_a_file_is_named(tmp_path, old, new, said):
    (tmp_path / "a.yaml").write_text(FILE.replace(old, new))

    assert any("advice" in fault and said in fault for fault in read(tmp_path).faults)


def test_file_that_names_two_records_is_refused_with_the_rule(tmp_path):
    two = FILE.replace("meeting: m, source", "meeting: m, practice: p, source")
    (tmp_path / "a.yaml").write_text(two + "\npractices.Practice: [{slug: p, title: P, kind_of_practice: project}]\n")
    content = read(tmp_path)
    assert content.faults == []

    with pytest.raises(LoadFault, match="Name one record at most"):
        write(content)


def test_record_of_the_portal_names_to_whom_it_is_addressed(content):
    advice = Recommendation.objects.get(slug="r1")

    assert [row.kind for row in advice.addressees.all()] == ["public-authorities"]
    assert advice.addressee == "administrations"
    assert Meeting.objects.filter(slug="ein-m1").exists()
