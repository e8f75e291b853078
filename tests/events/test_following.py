"""Lessons and recommendations in one list, to whom they are addressed, and what was done about them."""

import csv
import io
import json

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from events.models import Addressee, FollowUp, Lesson, LessonTranslation, Meeting, Recommendation
from intake.reading import read
from intake.writing import LoadFault, write
from publishing.models import State
from publishing.versions import keep, restore

from ..conftest import sign_in
from ..factories import (
    ExchangeFactory,
    LessonFactory,
    MeetingFactory,
    MeetingReportFactory,
    NetworkFactory,
    PracticeFactory,
    RecommendationFactory,
    SourceFactory,
    StudyVisitFactory,
)
from ..publishing.posting import form_values

pytestmark = pytest.mark.django_db
LIST = "/en/learnt/"
CARRIERS = {
    "network": NetworkFactory,
    "practice": PracticeFactory,
    "meeting": MeetingFactory,
    "visit": StudyVisitFactory,
    "exchange": ExchangeFactory,
    "report": MeetingReportFactory,
}


def follow_up(learnt, text="A guide came out.", **values):
    row = FollowUp.objects.create(**{learnt._meta.model_name: learnt}, text=text, **values)
    learnt.note_change()
    return row


def page_of(client, url) -> BeautifulSoup:
    answer = client.get(url)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def titles(client, **asked) -> list[str]:
    page = BeautifulSoup(client.get(LIST, asked).content, "html.parser")
    return [link.get_text() for link in page.select(".results h3 a")]


# The rows themselves


def test_follow_up_belongs_to_a_lesson_or_a_recommendation_and_to_one_of_them():
    lesson, advice = LessonFactory(), RecommendationFactory()

    for owners in ({}, {"lesson": lesson, "recommendation": advice}):
        with pytest.raises(ValidationError, match="one of the two"):
            FollowUp(text="Done.", **owners).full_clean()
        with pytest.raises(IntegrityError, match="followup_is_of"), transaction.atomic():
            FollowUp.objects.create(text="Done.", **owners)

    assert FollowUp.objects.create(text="Done.", lesson=lesson).learnt == lesson
    assert FollowUp.objects.create(text="Done.", recommendation=advice).learnt == advice


def test_follow_up_names_one_record_at_most():
    lesson = LessonFactory()
    records = {name: make(published=True) for name, make in CARRIERS.items()}

    for name, record in records.items():
        assert FollowUp.objects.create(text="Done.", lesson=lesson, **{name: record}).carrier == (name, record.pk)
    assert FollowUp.objects.create(text="Done.", lesson=lesson).carrier is None
    for name in list(records)[1:]:
        two = {"network": records["network"], name: records[name]}
        with pytest.raises(ValidationError, match="Name one record at most"):
            FollowUp(text="Done.", lesson=lesson, **two).full_clean()
        with pytest.raises(IntegrityError, match="followup_names"), transaction.atomic():
            FollowUp.objects.create(text="Done.", lesson=lesson, **two)


def test_follow_up_says_what_was_done():
    with pytest.raises(IntegrityError, match="followup_says"), transaction.atomic():
        FollowUp.objects.create(lesson=LessonFactory(), text="")


def test_text_outlives_the_record_that_it_names():
    practice = PracticeFactory()
    row = follow_up(LessonFactory(), practice=practice)

    practice.delete()

    row.refresh_from_db()
    assert (row.text, row.carrier) == ("A guide came out.", None)


def test_addressee_is_named_once():
    advice = RecommendationFactory()
    advice.addressees.create(kind=Addressee.Kind.NETWORKS)

    with pytest.raises(IntegrityError), transaction.atomic():
        advice.addressees.create(kind=Addressee.Kind.NETWORKS)


# The page of a lesson or recommendation, and that of the record


@pytest.mark.parametrize("make", [LessonFactory, RecommendationFactory])
def test_page_says_since_when_it_is_open_or_what_was_done(client, make):
    learnt = make(published=True)
    assert "Open since October 2016: the portal knows of nothing" in page_of(client, learnt.get_absolute_url()).text

    follow_up(learnt, "The second step.", when="2019")
    follow_up(learnt, "The first step.", when="2018-03", source=SourceFactory(), locator="page 4")
    follow_up(learnt, "Some time.")

    page = page_of(client, learnt.get_absolute_url())
    assert "Open since" not in page.text
    steps = [step.get_text(" ", strip=True) for step in page.select("#follow-ups ~ ol > li")]
    assert steps == ["March 2018 The first step. Source: A page , page 4", "2019 The second step.", "Some time."]


@pytest.mark.parametrize(
    ("when", "said"),
    [("2016-10-11/2016-10-12", "12 October 2016"), ("2016", "2016"), ("2024-41", "late 2024"), ("2016/..", "2016")],
)
def test_open_since_the_end_of_the_event(when, said):
    lesson = LessonFactory(meeting=MeetingFactory(when=when))

    assert lesson.standing == f"open since {said}"


def test_undated_event_leaves_no_day_to_be_open_since(client):
    lesson = LessonFactory(published=True, meeting=MeetingFactory(published=True, when=""))

    page = page_of(client, lesson.get_absolute_url())

    assert "Open: the portal knows of nothing that was done about it." in page.text
    assert "Open since" not in page.text


@pytest.mark.parametrize("name", CARRIERS)
def test_record_and_lesson_name_each_other_while_both_are_public(client, name):
    lesson, record = LessonFactory(published=True, title="What we learnt"), CARRIERS[name](published=True)
    follow_up(lesson, "They took it up.", when="2020", **{name: record})

    there, here = page_of(client, record.get_absolute_url()), page_of(client, lesson.get_absolute_url())
    assert there.select_one("#followed-up ~ ul h3 a")["href"] == lesson.get_absolute_url()
    assert "2020 They took it up." in there.text
    assert here.select_one("#follow-ups ~ ol a")["href"] == record.get_absolute_url()

    record.state = State.DRAFT
    record.save()
    here = page_of(client, lesson.get_absolute_url())
    assert "They took it up." in here.text
    assert not here.select("#follow-ups ~ ol a")
    assert record.title not in here.select_one("#follow-ups ~ ol").text

    record.state, lesson.state = State.PUBLISHED, State.DRAFT
    record.save()
    lesson.save()
    there = page_of(client, record.get_absolute_url())
    assert "They took it up." not in there.text
    assert "What we learnt" not in there.text


def test_report_of_a_meeting_that_is_hidden_is_not_linked(client):
    report = MeetingReportFactory(published=True)
    lesson = LessonFactory(published=True)
    follow_up(lesson, report=report)

    report.meeting.state = State.DRAFT
    report.meeting.save()

    assert not page_of(client, lesson.get_absolute_url()).select("#follow-ups ~ ol a")


def test_page_with_every_kind_of_follow_up_stays_within_12_queries(client, django_assert_max_num_queries):
    advice = RecommendationFactory(published=True, lesson=LessonFactory(published=True))
    for name, make in CARRIERS.items():
        follow_up(advice, source=SourceFactory(), **{name: make(published=True)})
    client.get(advice.get_absolute_url())

    with django_assert_max_num_queries(12):
        page = page_of(client, advice.get_absolute_url())

    assert len(page.select("#follow-ups ~ ol > li")) == len(CARRIERS)


def test_text_of_a_follow_up_is_escaped(client):
    lesson = LessonFactory(published=True)
    follow_up(lesson, "<script>alert(1)</script>")

    page = page_of(client, lesson.get_absolute_url())

    assert "<script>alert(1)</script>" in page.select_one("#follow-ups ~ ol").text
    assert not page.select("#follow-ups ~ ol script")


def test_translation_holds_what_was_done(client):
    lesson = LessonFactory(published=True, text="Meet.")
    row = follow_up(lesson, "A guide came out.")
    lesson.translations.create(
        language="de",
        state=LessonTranslation.State.APPROVED,
        source=lesson.texts_by_key(),
        texts={"title": "Lehre", "text": "Trefft euch.", f"follow_ups.{row.pk}.text": "Ein Leitfaden erschien."},
    )
    lesson.note_change()

    page = page_of(client, lesson.get_absolute_url().replace("/en/", "/de/"))

    assert page.select_one("#follow-ups ~ ol").get_text(strip=True) == "Ein Leitfaden erschien."


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
