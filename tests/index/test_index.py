"""The index follows the change log, answers any text, and is thrown away and rebuilt when damaged."""

import datetime as dt
import json
import multiprocessing
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from index.changes import note
from index.models import Change
from index.query import query
from index.registry import turned_readers, type_readers
from index.schema import Document, to_tantivy, version
from index.store import _stores, store
from index.words import excerpt, text_query
from networks.models import Network
from tests.factories import NetworkFactory, PracticeFactory, TopicFactory

pytestmark = pytest.mark.django_db
KIND = ["networks.network"]


def slugs(**question):
    pks = [hit.pk for hit in query(KIND, **question).hits]
    names = dict(Network.objects.values_list("pk", "slug"))
    return [names[pk] for pk in pks]


def place() -> Path:
    return Path(settings.INDEX_DIR) / version()


def test_change_is_found_in_the_next_question():
    record = NetworkFactory(published=True, title="First words")
    assert query(KIND, text="first").total == 1

    record.title = "Second words"
    record.save()

    assert query(KIND, text="first").total == 0
    assert query(KIND, text="second").total == 1


def test_bulk_changes_are_seen_too():
    NetworkFactory.create_batch(3, published=True)
    assert query(KIND).total == 3

    Network.objects.all()[:1].get()
    Network.objects.filter(pk=Network.objects.first().pk).update(state="archived")
    assert query(KIND).total == 2
    Network.objects.filter(state="published").delete()
    assert query(KIND).total == 0


def test_counts_of_a_facet_ignore_its_own_choice_only():
    housing, sport = TopicFactory(), TopicFactory(name="Sport", slug="sport")
    NetworkFactory(published=True, topics=[housing], kind_of_body="ngo")
    NetworkFactory(published=True, topics=[sport], kind_of_body="cities")
    NetworkFactory(published=True, topics=[housing, sport], kind_of_body="cities")

    found = query(KIND, filters={"topic": ["housing"]}, counts=["topic", "type"])

    assert found.total == 2
    assert found.counts == {"topic": {"housing": 2, "sport": 2}, "type": {"ngo": 1, "cities": 1}}


def test_values_of_one_facet_add_up_and_facets_narrow():
    NetworkFactory(published=True, slug="a", kind_of_body="ngo", level="eu")
    NetworkFactory(published=True, slug="b", kind_of_body="cities", level="eu")
    NetworkFactory(published=True, slug="c", kind_of_body="cities", level="local")

    assert sorted(slugs(filters={"type": ["ngo", "cities"], "level": ["eu"]})) == ["a", "b"]


def test_pages_of_a_list_never_overlap():
    NetworkFactory.create_batch(45, published=True, title="The same title")

    pages = [[hit.pk for hit in query(KIND, order="title", offset=at, limit=20).hits] for at in (0, 20, 40)]

    assert [len(page) for page in pages] == [20, 20, 5]
    assert len({pk for page in pages for pk in page}) == 45


def test_title_order_folds_accents():
    for slug, title in [("z", "Zebra"), ("o", "Österreich"), ("p", "Prague"), ("a", "åland")]:
        NetworkFactory(published=True, slug=slug, title=title)

    assert slugs(order="title") == ["a", "o", "p", "z"]
    assert slugs(order="-title") == ["z", "p", "o", "a"]


@pytest.mark.parametrize(
    "text",
    ["", " ", "\0", "(((", 'foo"bar', "a:b", '"', '""', "*", "AND", "x" * 5000, "w " * 400, "ß", "\ud7ff", "-title"],
)
def test_any_text_is_a_question(text):
    NetworkFactory(published=True)

    assert query(KIND, text=text).total >= 0
    assert text_query(text, lambda field, word: 0)


def test_reader_cannot_name_a_field():
    NetworkFactory(published=True, title="Plain", kind_of_body="ngo")

    assert query(KIND, text="type:ngo").total == 0
    assert query(KIND, text="key:networks").total == 0


def test_stemming_follows_the_language_of_the_text():
    NetworkFactory(published=True, slug="de", language="de", title="Häuser für Geflüchtete")
    NetworkFactory(published=True, slug="fr", language="fr", title="Intégration nationale")

    assert slugs(text="haus") == ["de"]
    assert slugs(text="geflüchteten") == ["de"]
    assert slugs(text="nationales") == ["fr"]


def test_excerpt_marks_and_escapes():
    text = "Before that. " * 30 + "The <b>Västra</b> region welcomed refugees & others."

    marked = excerpt(text, "vastra refugee", "en")

    assert "&lt;b&gt;<mark>Västra</mark>&lt;/b&gt;" in marked
    assert "<mark>refugees</mark> &amp; others" in marked
    assert marked.startswith("… ")
    assert excerpt("Nothing fits", "zebra") == "Nothing fits"


def test_damaged_folder_is_thrown_away_and_rebuilt():
    NetworkFactory(published=True)
    assert query(KIND).total == 1
    for file in (place() / "data").iterdir():
        file.unlink()  # a reader may still have the old file mapped: cut short, it would kill this process
        file.write_bytes(b"damage")
    _stores.clear()

    assert query(KIND).total == 1


def test_folder_that_vanished_is_built_anew():
    NetworkFactory(published=True)
    assert query(KIND).total == 1
    shutil.rmtree(settings.INDEX_DIR)
    _stores.clear()

    assert query(KIND).total == 1


def test_position_ahead_of_the_database_means_another_database():
    NetworkFactory(published=True)
    query(KIND)
    written = json.loads((place() / "position.json").read_text())
    (place() / "position.json").write_text(json.dumps(written | {"position": 999999}))

    assert query(KIND).total == 1
    assert str(Change.objects.latest("pk").pk) in (place() / "position.json").read_text()


def test_index_of_another_database_is_built_anew():
    NetworkFactory(published=True)
    query(KIND)
    written = json.loads((place() / "position.json").read_text())
    (place() / "position.json").write_text(json.dumps(written | {"database": "another"}))
    for file in (place() / "data").iterdir():
        file.unlink()
    _stores.clear()

    assert query(KIND).total == 1
    assert json.loads((place() / "position.json").read_text())["database"] == written["database"]


def test_many_pending_changes_mean_a_rebuild(monkeypatch):
    monkeypatch.setattr("index.store.CATCH_UP_AT_MOST", 3)
    NetworkFactory(published=True)
    query(KIND)
    NetworkFactory.create_batch(5, published=True)

    assert query(KIND).total == 6


def test_rebuild_command_counts_and_prunes(capsys, monkeypatch):
    monkeypatch.setattr("index.management.commands.rebuild_index.KEPT_CHANGES", 2)
    NetworkFactory.create_batch(5, published=True)

    call_command("rebuild_index")

    assert "The index holds 5 records" in capsys.readouterr().out
    assert Change.objects.count() == 2
    assert query(KIND).total == 5


def test_change_of_an_unknown_kind_does_no_harm():
    NetworkFactory(published=True)
    note("gone.type", 7)

    assert query(KIND).total == 1


def test_unknown_facet_is_named():
    with pytest.raises(ValueError, match="add it to index.schema.FACETS"):
        to_tantivy(Document(kind="a.b", pk=1, title="x", facets={"colour": ["red"]}))


def _hold_the_lock(folder: str, held, free) -> None:
    from index.store import Store

    with Store(Path(folder))._writing(wait=True) as mine:
        assert mine
        held.set()
        free.wait(20)


def test_busy_writer_leaves_the_old_index_and_its_death_frees_the_lock():
    NetworkFactory(published=True)
    assert query(KIND).total == 1
    spawn = multiprocessing.get_context("fork")
    held, free = spawn.Event(), spawn.Event()
    other = spawn.Process(target=_hold_the_lock, args=(str(store().folder), held, free))
    other.start()
    assert held.wait(20)
    NetworkFactory(published=True)

    assert query(KIND).total == 1  # another process writes: the old index answers meanwhile

    other.kill()
    other.join(20)
    assert query(KIND).total == 2


def test_record_that_cannot_be_read_is_left_out_and_told_of(caplog):
    PracticeFactory(published=True)
    broken = PracticeFactory(published=True)
    type(broken).objects.filter(pk=broken.pk).update(label="unknown")

    assert query(["practices.practice"]).total == 1
    assert f"practices.Practice {broken.pk} cannot be read for the index" in caplog.text


def test_facet_of_more_values_than_usual_is_counted_whole(monkeypatch):
    topics = [TopicFactory(name=f"Topic {number}", slug=f"topic-{number}") for number in range(12)]
    for number in range(4):
        PracticeFactory(published=True, topics=topics[number:])
    whole = query(["practices.practice"], counts=["topic", "language"]).counts
    store().kept.clear()
    monkeypatch.setattr("index.query._terms", lambda facet, size=3: {"terms": {"field": facet, "size": size}})

    assert query(["practices.practice"], counts=["topic", "language"]).counts == whole
    assert len(whole["topic"]) == 12


def test_day_that_turns_while_the_index_is_written_is_made_up_for(monkeypatch):
    day, turned, read = ["2026-03-31"], [], type_readers["practices.practice"]

    def at_midnight(pks):
        yield from read(pks)
        day[0] = "2026-04-01"

    monkeypatch.setattr("index.store._today", lambda: day[0])
    monkeypatch.setitem(type_readers, "practices.practice", at_midnight)
    monkeypatch.setitem(turned_readers, "practices.practice", lambda first, last: turned.append((first, last)) or [])
    PracticeFactory(published=True)

    store().rebuild()
    query(["practices.practice"])

    assert turned == [(dt.date(2026, 3, 31), dt.date(2026, 4, 1))]
