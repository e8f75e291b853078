"""What is published and what is withdrawn, seen through the page cache: the same questions to every type."""

import csv
import io
import re

import pytest
from django.urls import reverse

from publishing.models import State
from search.sources import SOURCES

from ..factories import FACTORIES, CountryFactory, TopicFactory
from .conftest import Reader

pytestmark = pytest.mark.django_db
every_type = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.kind)
MARKS = re.compile("</?mark>")


def places(source, record) -> list[str]:
    """Return every address that names a published record."""
    name = source.model._meta.model_name
    return [
        source.list_url,
        record.get_absolute_url(),
        reverse("home"),
        reverse("search:results") + "?q=quagga",
        reverse("search:topic-detail", args=["housing"]),
        reverse("search:feed"),
        reverse("sitemap", args=[name]),
        *(f"{source.list_url}?format={fmt}" for fmt in ("csv", "json")),
    ]


def names_it(record):
    return lambda answer: (
        answer.status == 200 and (record.title in MARKS.sub("", answer.text) or record.slug in answer.text)
    )


@every_type
def test_published_and_withdrawn_is_seen_in_every_place_through_the_cache(reader, source):
    record = FACTORIES[source.model](title="Quagga", topics=[TopicFactory()], countries=[CountryFactory()])
    everywhere, is_there = places(source, record), names_it(record)
    assert not [path for path in everywhere[2:] if is_there(reader.get(path))]
    assert reader.get(everywhere[1]).status == 404

    record.state = State.PUBLISHED
    record.save()
    shown_after = reader.seconds_until(is_there, *everywhere)
    kept = [path for path in everywhere if path.startswith("/")]
    assert {reader.get(path).headers["cache-control"].split(",")[0] for path in kept} == {"public"}
    record.state = State.DRAFT
    record.save()
    gone_after = reader.seconds_until(lambda answer: not is_there(answer), *everywhere)

    assert shown_after < 2
    assert gone_after < 2
    assert reader.get(everywhere[1]).status == 404


def test_every_process_follows_within_its_half_second():
    record = FACTORIES[SOURCES[0].model](title="Quagga", published=True)
    processes = [Reader(0.5), Reader(0.5)]
    for reader in processes:
        assert reader.get(record.get_absolute_url()).status == 200

    record.state = State.ARCHIVED
    record.save()

    for reader in processes:
        assert reader.seconds_until(lambda answer: answer.status == 404, record.get_absolute_url()) < 1


def test_export_that_is_kept_holds_what_the_list_holds(reader):
    source = SOURCES[0]
    records = [FACTORIES[source.model](published=True) for _ in range(3)]
    address = f"{source.list_url}?format=csv"

    first, second = reader.get(address), reader.get(address)

    assert first.body == second.body
    rows = list(csv.DictReader(io.StringIO(second.text.removeprefix("\ufeff"))))
    assert {row["title"] for row in rows} == {record.title for record in records}
    assert "attachment" in second.headers["content-disposition"]
