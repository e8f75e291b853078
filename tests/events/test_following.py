"""What was done about lessons and recommendations: the rows, and the pages that show them."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from events.models import Addressee, FollowUp, LessonTranslation
from publishing.models import State

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
