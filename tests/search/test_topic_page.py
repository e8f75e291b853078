"""The page of a topic: what was learnt first, then practices by evidence, networks, meetings and the rest."""

import pytest
from bs4 import BeautifulSoup

from events.models import Lesson
from practices.models import Practice
from publishing.models import State

from ..factories import (
    LessonFactory,
    MeetingFactory,
    NetworkFactory,
    NewsItemFactory,
    PracticeFactory,
    RecommendationFactory,
    StudyVisitFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db
URL = "/en/topics/housing/"


def page_of(client, url=URL) -> BeautifulSoup:
    answer = client.get(url)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def titles(section) -> list[str]:
    return [link.get_text() for link in section.select(".results h3 a")]


@pytest.fixture
def filled():
    """Return a topic with a few records of several types."""
    topic = TopicFactory()
    for make, title in (
        (NewsItemFactory, "News"), (MeetingFactory, "A meeting"), (NetworkFactory, "A network"),
        (LessonFactory, "A lesson"), (RecommendationFactory, "Advice"), (StudyVisitFactory, "A visit"),
    ):  # fmt: skip
        make(published=True, title=title, topics=[topic])
    for level in (0, 4, 2):
        practice = PracticeFactory(published=True, title=f"Level {level}", topics=[topic])
        Practice.objects.filter(pk=practice.pk).update(evidence_level=level)
    return topic


def test_sections_stand_in_the_order_of_use(client, filled):
    sections = page_of(client).select("section.section")

    assert [section.h2.get_text() for section in sections] == [
        "What was learnt", "Practices, strongest evidence first", "Networks", "Meetings, visits and exchanges", "News",
    ]  # fmt: skip
    assert [set(titles(section)) for section in sections] == [
        {"A lesson", "Advice"}, {"Level 0", "Level 4", "Level 2"}, {"A network"}, {"A meeting", "A visit"}, {"News"},
    ]  # fmt: skip
    assert titles(sections[1]) == ["Level 4", "Level 2", "Level 0"]


def test_each_section_leads_to_the_filtered_list_of_the_same_size(client, filled):
    for section in page_of(client).select("section.section"):
        link = section.select("p > a")[-1]
        page = client.get(link["href"]).context["page"]
        assert page.errors == []
        assert f"({page.total} " in link.get_text()
        assert titles(section) == [item.title for item in page.items][: len(titles(section))]


def test_long_lists_are_cut_and_counted(client):
    topic = TopicFactory()
    for _ in range(9):
        LessonFactory(published=True, topics=[topic])

    (section,) = page_of(client).select("section.section")

    assert len(titles(section)) == 6
    assert "(9 entries)" in section.get_text()


def test_page_takes_the_same_few_queries_whatever_it_holds(client, filled, django_assert_num_queries):
    client.get(URL)
    with django_assert_num_queries(3):
        client.get(URL)


def test_withdrawn_record_is_gone_at_once_and_a_changed_one_is_shown_as_it_is(client, filled):
    assert "A lesson" in page_of(client).get_text()
    lesson = Lesson.objects.get(title="A lesson")
    lesson.title = "Another title"
    lesson.save()
    assert "Another title" in page_of(client).get_text()

    lesson.meeting.state = State.DRAFT
    lesson.meeting.save()
    practice = Practice.objects.get(title="Level 4")
    practice.state = State.ARCHIVED
    practice.save()

    text = page_of(client).get_text()
    assert "Another title" not in text
    assert "Level 4" not in text
    assert "Level 2" in text


def test_page_comes_from_the_database_while_the_index_is_away(client, filled, settings, tmp_path):
    MeetingFactory(title="A draft", topics=[filled])
    (tmp_path / "blocked").write_text("a file where the folder of the index should be")
    settings.INDEX_DIR = tmp_path / "blocked" / "index"

    text = page_of(client).get_text()

    assert all(title in text for title in ("A lesson", "Advice", "Level 4", "A network", "A visit"))
    assert "A draft" not in text


def test_topic_without_anything_says_so(client):
    TopicFactory()
    assert "Nothing is filed under this topic yet." in page_of(client).get_text()
