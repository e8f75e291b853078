"""Lists from the index: cards that are never stale, choices that follow the terms, folds, depth, days."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from directory.models import Topic
from index import store as index_store
from index.query import query
from practices.models import Practice
from publishing import listing
from publishing.models import PublicationQuerySet

from ..factories import PracticeFactory, TopicFactory

pytestmark = pytest.mark.django_db
URL = "/en/practices/"


def page_of(client, url=URL):
    return BeautifulSoup(client.get(url).content, "html.parser")


def test_list_takes_two_queries(client, django_assert_num_queries):
    PracticeFactory.create_batch(25, published=True, topics=[TopicFactory()])
    client.get(URL)

    with django_assert_num_queries(2):
        client.get(f"{URL}?topic=housing")
    with django_assert_num_queries(2):
        client.get(f"{URL}?q=zebra")


def test_text_changed_behind_the_index_is_shown_as_it_is_now(client):
    practice = PracticeFactory(published=True, title="Old title")
    client.get(URL)
    models_rows = super(PublicationQuerySet, Practice.objects.all())
    models_rows.update(title="New title", updated_at=timezone.now())

    text = page_of(client).main.get_text()

    assert "New title" in text
    assert "Old title" not in text
    assert practice.pk


def test_record_withdrawn_behind_the_index_is_not_shown(client):
    PracticeFactory(published=True, title="Withdrawn")
    client.get(URL)
    super(PublicationQuerySet, Practice.objects.all()).update(state="draft")

    assert "Withdrawn" not in page_of(client).main.get_text()


def test_new_and_renamed_topic_is_in_the_filter_at_once(client):
    topic = TopicFactory()
    PracticeFactory(published=True, topics=[topic])
    assert "Housing" in page_of(client).select_one("#facet-topic").get_text()

    topic.name = "Homes"
    topic.save()

    assert "Homes" in page_of(client).select_one("#facet-topic").get_text()


def test_cards_speak_the_language_of_the_page(client):
    PracticeFactory(published=True, kind_of_practice="project")

    assert "Projekt" in page_of(client, "/de/practices/").select_one(".card").get_text()
    assert "/de/practices/" in page_of(client, "/de/practices/").select_one(".card a")["href"]


def test_words_are_marked_on_every_list_and_escaped(client):
    PracticeFactory(published=True, title="Housing & homes", goals="For <18: housing first.", summary="")

    card = page_of(client, f"{URL}?q=housing").select_one(".card")

    assert [mark.get_text() for mark in card.select("mark")] == ["Housing", "housing"]
    assert "Housing & homes" in card.get_text()
    assert "For <18" in card.get_text()


def test_long_filter_folds_and_unfolds_without_script(client):
    topics = [Topic.objects.create(name=f"Topic {n:02}", slug=f"topic-{n:02}") for n in range(20)]
    for number, topic in enumerate(topics):
        PracticeFactory.create_batch(2 if number < 5 else 1, published=True, topics=[topic])

    facet = page_of(client).select_one("#facet-topic")
    assert len(facet.select("label")) == listing.FOLD_AFTER - 2
    assert {"topic-00", "topic-04"} <= {box["value"] for box in facet.select("input")}
    more = facet.select_one("a.more")
    assert more.get_text() == "10 more"

    whole = page_of(client, URL + more["href"].partition("#")[0]).select_one("#facet-topic")
    assert len(whole.select("label")) == 20
    assert whole.has_attr("open")
    chosen = page_of(client, f"{URL}?topic=topic-19").select_one("#facet-topic")
    assert chosen.select_one("input[value=topic-19]").has_attr("checked")


def test_list_ends_at_its_depth_with_a_sentence(client, monkeypatch):
    monkeypatch.setattr(listing, "DEEPEST", 40)
    PracticeFactory.create_batch(50, published=True)

    page = client.get(f"{URL}?page=3").context["page"]

    assert (page.number, page.last, page.total) == (2, 2, 50)
    assert page.errors == ["Pages end after 40 entries. Narrow the filters, or download the whole list."]


def test_what_turns_with_the_day_is_read_again(client, monkeypatch):
    today = timezone.localdate()
    PracticeFactory(published=True, period=f"2020/{today}")
    assert query([Practice.kind()], filters={"status": ["running"]}).total == 1

    tomorrow = today + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *args: tomorrow)

    assert query([Practice.kind()], filters={"status": ["running"]}).total == 0
    assert query([Practice.kind()], filters={"status": ["ended"]}).total == 1
    assert index_store._today() == tomorrow.isoformat()
