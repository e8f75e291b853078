"""Every list as a feed: its filters hold, only what is public is in it, published last first."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from publishing.feeds import LATEST
from search.sources import SOURCES

from ..factories import FACTORIES, LessonFactory, PracticeFactory, RecommendationFactory, TopicFactory

pytestmark = pytest.mark.django_db


def feed_of(client, url: str, **asked):
    answer = client.get(url, asked | {"format": "rss"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/rss+xml")
    return ElementTree.fromstring(answer.content).find("channel")  # noqa: S314  our own answer


def titles(channel) -> list[str]:
    return [item.findtext("title") for item in channel.findall("item")]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.kind)
def test_list_is_a_feed_of_what_is_public(client, source):
    topic = TopicFactory()
    shown = FACTORIES[source.model](published=True, title="Quagga & co", topics=[topic])
    FACTORIES[source.model](title="Quagga hidden", topics=[topic])
    FACTORIES[source.model](published=True, title="Quagga elsewhere")

    channel = feed_of(client, source.list_url, topic="housing")

    (item,) = channel.findall("item")
    assert item.findtext("title") == f"{shown.kind_label}: Quagga & co"
    assert item.findtext("link").endswith(shown.get_absolute_url())
    assert channel.findtext("link").endswith(f"{source.list_url}?topic=housing")


def test_published_last_comes_first_whatever_the_list_is_sorted_by(client):
    now = timezone.now()
    for days in range(LATEST + 5):
        make = LessonFactory if days % 2 else RecommendationFactory
        make(published=True, title=f"{days} days ago", published_at=now - dt.timedelta(days=days))

    found = titles(feed_of(client, "/en/learnt/", sort="title"))

    assert [title.partition(": ")[2] for title in found] == [f"{days} days ago" for days in range(LATEST)]


def test_list_links_its_feed_with_its_filters(client):
    PracticeFactory(published=True, topics=[TopicFactory()])

    page = client.get("/en/practices/?topic=housing").content.decode()

    assert 'href="?topic=housing&amp;format=rss"' in page


def test_feed_comes_from_the_database_while_the_index_is_away(client, settings, tmp_path):
    PracticeFactory(published=True, title="Shown")
    PracticeFactory(title="Hidden")
    (tmp_path / "blocked").write_text("a file where the folder of the index should be")
    settings.INDEX_DIR = tmp_path / "blocked" / "index"

    assert titles(feed_of(client, "/en/practices/")) == ["Practice: Shown"]
