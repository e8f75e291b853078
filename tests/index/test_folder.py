"""The folder of the index: shared by processes, swapped under a running server, damaged, and still right."""

import contextvars
import json
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from index.changes import note, note_many
from index.models import Change
from index.query import IndexUnavailable, one_look, query
from index.schema import version
from index.store import _stores, store


@pytest.fixture
def full_shelf(shelf):
    for pk in range(1, 41):
        shelf.put(pk, f"Housing {pk:02}", body="refugees settle in cities " * 5, facets={"topic": ["a", "b"]}, date=pk)
    assert query([shelf.kind]).total == 40
    return shelf


def place():
    return settings.INDEX_DIR / version()


def ask_in_many_ways(kind):
    totals = {
        query([kind], text="housing", counts=["topic"]).total,
        query([kind], text="huosing ref", filters={"topic": ["a"]}, counts=["topic"], order="title").total,
        query([kind], text='"refugees settle"', order="published").total,
        query([kind], counts=["topic"], order="oldest").total,
    }
    assert len(totals) == 1
    return totals.pop()


HARM = {
    "emptied": lambda held: b"",
    "cut": lambda held: held[: len(held) // 2],
    "overwritten": lambda held: bytes(byte ^ 255 for byte in held),
    "half overwritten": lambda held: bytes(byte ^ 255 for byte in held[: len(held) // 2]) + held[len(held) // 2 :],
    "gone": None,
}


def damage(path, harm):
    """Put a damaged file in the place of a whole one: one that is in use must not change under its readers."""
    harmed = path.read_bytes()
    path.unlink()
    if HARM[harm]:
        path.write_bytes(HARM[harm](harmed))


@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("ending", ["fast", "fieldnorm", "idx", "pos", "term", "store", "meta.json", ".managed.json"])
def test_any_damage_to_any_file_heals(full_shelf, ending, harm):
    _stores.clear()
    for path in (place() / "data").iterdir():
        if path.name.endswith(ending):
            damage(path, harm)

    assert ask_in_many_ways(full_shelf.kind) == 40
    full_shelf.put(41, "Housing 41", body="refugees settle in Porto", facets={"topic": ["a"]})
    assert ask_in_many_ways(full_shelf.kind) == 41


@pytest.mark.parametrize("told", ["", "{}", "[]", '{"position": "x"}', '{"position": 3}', "\0"])
def test_damaged_position_means_a_rebuild(full_shelf, told):
    (place() / "position.json").write_text(told)

    assert ask_in_many_ways(full_shelf.kind) == 40


def test_rebuild_reaches_who_has_the_folder_open(full_shelf):
    full_shelf.books.pop(1)  # changed behind the back of the log, as by hand in the database
    assert query([full_shelf.kind]).total == 40
    before = Change.objects.count()

    open_before = dict(_stores)
    _stores.clear()
    call_command("rebuild_index", verbosity=0)  # as another process would
    _stores.clear()
    _stores.update(open_before)

    assert Change.objects.count() == before
    assert query([full_shelf.kind], counts=["topic"]).total == 39
    assert query([full_shelf.kind], counts=["topic"]).counts == {"topic": {"a": 39, "b": 39}}


def test_writers_by_turns_leave_no_files_behind(full_shelf):
    first, pk = dict(_stores), 100
    _stores.clear()
    query([full_shelf.kind])
    second = dict(_stores)
    for turn in range(24):
        _stores.clear()
        _stores.update(first if turn % 2 else second)
        full_shelf.put(pk + turn, "New")
        assert query([full_shelf.kind]).total == 41 + turn

    live = {
        part["segment_id"].replace("-", "") for part in json.loads((place() / "data/meta.json").read_text())["segments"]
    }
    assert {path.name.split(".")[0] for path in (place() / "data").glob("*.idx")} == live


def test_what_killed_builders_left_is_cleared(full_shelf):
    for name in (f"{version()}.new-99999", f"{version()}.old-99999"):
        (settings.INDEX_DIR / name / "data").mkdir(parents=True)

    call_command("rebuild_index", verbosity=0)

    assert {path.name for path in settings.INDEX_DIR.iterdir()} == {version(), "writer.lock"}


def test_counts_follow_each_change(full_shelf):
    assert query([full_shelf.kind], counts=["topic"]).counts == {"topic": {"a": 40, "b": 40}}
    full_shelf.put(1, "Moved", facets={"topic": ["c"]})
    assert query([full_shelf.kind], counts=["topic"]).counts == {"topic": {"a": 39, "b": 39, "c": 1}}
    full_shelf.drop(1)
    assert query([full_shelf.kind], counts=["topic"]).counts == {"topic": {"a": 39, "b": 39}}


def test_order_holds_over_several_parts_of_the_folder(shelf):
    titles = ["delta", "alpha", "omega", "beta", "gamma", "zeta"]
    for pk, title in enumerate(titles):
        shelf.put(pk, title, date=None if title == "omega" else pk, published=pk)
        query([shelf.kind])  # one part of the folder for each

    def in_order(order):
        return [shelf.books[hit.pk].title for hit in query([shelf.kind], order=order).hits]

    assert in_order("title") == sorted(titles)
    assert in_order("-title") == sorted(titles, reverse=True)
    assert in_order("newest") == ["zeta", "gamma", "beta", "alpha", "delta", "omega"]
    assert in_order("oldest") == ["delta", "alpha", "beta", "gamma", "zeta", "omega"]
    assert in_order("published") == titles[::-1]
    assert in_order("relevance") == in_order("no such order") == in_order("newest")


def test_log_that_was_pruned_past_the_folder_means_a_rebuild(full_shelf):
    for pk in range(1, 11):
        full_shelf.put(pk, "Changed")
    last = Change.objects.latest("pk").pk
    Change.objects.filter(pk__lt=last).delete()

    assert query([full_shelf.kind], text="changed").total == 10


def test_emptied_log_means_a_rebuild(full_shelf):
    full_shelf.books.pop(1)
    Change.objects.all().delete()

    assert query([full_shelf.kind]).total == 39


def test_changes_told_twice_or_not_at_all(full_shelf):
    note_many(full_shelf.kind, [])
    note_many(full_shelf.kind, [1, 1, 2, 999])
    note(full_shelf.kind, 1)

    assert query([full_shelf.kind]).total == 40


def test_folder_of_the_settings_may_change(full_shelf, settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "second"
    assert query([full_shelf.kind]).total == 40
    assert (tmp_path / "second" / version() / "position.json").exists()


def test_folder_that_cannot_be_made_is_named(shelf, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.INDEX_DIR = tmp_path / "file" / "index"

    with pytest.raises(IndexUnavailable):
        query([shelf.kind])
    with pytest.raises(CommandError, match="could not be built"):
        call_command("rebuild_index")


def test_far_pages_are_empty_and_limits_hold(full_shelf):
    assert [hit.pk for hit in query([full_shelf.kind], order="oldest", offset=38, limit=20).hits] == [39, 40]
    assert query([full_shelf.kind], offset=2_000_000).hits == []
    assert query([full_shelf.kind], offset=2_000_000, order="title").total == 40
    assert query([], counts=["topic"]).total == 0


def test_readers_in_threads_agree(full_shelf):
    mine, found = store(), []
    newest = Change.objects.latest("pk").pk

    def look():
        for _ in range(30):
            searcher, _kept = mine._view(newest)
            found.append(searcher.num_docs)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [40] * 120


KILLED = """
import os, signal, sys
from pathlib import Path
import tantivy
from index.schema import analysers
data = Path(sys.argv[1])
index = tantivy.Index.open(str(data))
for name, analyser in analysers().items():
    index.register_tokenizer(name, analyser)
writer = index.writer(20_000_000, 1)
writer.delete_documents_by_term("kind", "shelf.book")
document = tantivy.Document()
document.add_unsigned("pk", 7)
for _ in range(2000):
    writer.add_document(document)
print("writing", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_writer_leaves_a_whole_index(full_shelf):
    writes = [sys.executable, "-c", KILLED, str(place() / "data")]
    done = subprocess.run(writes, capture_output=True, text=True, cwd=settings.BASE_DIR)
    assert done.stdout == "writing\n", done.stderr
    assert done.returncode == -9

    assert ask_in_many_ways(full_shelf.kind) == 40
    full_shelf.drop(40)
    assert ask_in_many_ways(full_shelf.kind) == 39


def test_questions_of_one_look_ask_once_and_an_index_ahead_of_it_is_left_alone(full_shelf, django_assert_num_queries):
    build = json.loads((place() / "position.json").read_text())["build"]
    kind = full_shelf.kind

    with one_look():
        with django_assert_num_queries(1):
            query([kind])
            query([kind])
        full_shelf.put(41, "Housing 41", date=41)
        assert contextvars.Context().run(query, [kind]).total == 41  # somebody else's look is newer, and writes
        assert query([kind]).total == 41

    assert json.loads((place() / "position.json").read_text())["build"] == build
