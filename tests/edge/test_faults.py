"""What readers get while the database is away, the index is behind, or the clock alone changes what is public."""

import contextlib
import datetime as dt
import fcntl
import threading
import time

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from directory.models import Topic
from edge import counter
from edge.counter import Counter, State
from edge.noting import KIND
from edge.pages import Page, Shelf
from index.models import Change
from index.store import store
from practices.models import Practice
from search.coming import next_published_at, note_arrived

from ..factories import FACTORIES, SourceFactory, TopicFactory
from .conftest import Reader

pytestmark = pytest.mark.django_db
make = FACTORIES[Practice]


@contextlib.contextmanager
def database_away():
    """Let every query fail as it does when no server answers."""

    def refuse(execute, sql, params, many, context):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(refuse):
        yield


def test_pages_are_served_while_the_database_is_away_and_true_again_afterwards(reader):
    record = make(published=True, title="Quagga")
    path = record.get_absolute_url()
    before = reader.get(path)

    with database_away():
        time.sleep(0.15)
        away = reader.get(path)
        missing = reader.get("/fr/practices/")
    record.title = "Okapi"
    record.save()

    assert away.status == 200
    assert away.body == before.body
    assert "x-accel-expires" not in away.headers  # or a cache in front would take it for fresh
    assert missing.status == 503
    assert missing.headers["retry-after"] == "10"
    assert "no-store" in missing.headers["cache-control"]
    assert "content-security-policy" in missing.headers
    assert "back in a moment" in missing.text
    assert "Traceback" not in missing.text
    assert reader.seconds_until(lambda answer: "Okapi" in answer.text, path) < 2


@pytest.mark.parametrize("is_behind_a_proxy", [False, True])
def test_page_of_an_earlier_state_has_to_do_while_the_database_is_away(reader, settings, is_behind_a_proxy):
    """But for a proxy, which keeps what readers saw last."""
    settings.TRUST_FORWARDED_FOR = is_behind_a_proxy
    record = make(published=True, title="Quagga")
    reader.get(record.get_absolute_url())
    make(published=True)
    time.sleep(0.15)
    reader.get("/en/")

    with database_away():
        time.sleep(0.15)
        away = reader.get(record.get_absolute_url())

    assert away.status == (503 if is_behind_a_proxy else 200)
    assert ("Quagga" in away.text) is not is_behind_a_proxy


def test_page_is_served_that_was_asked_for_in_the_moment_the_database_went(reader):
    record = make(published=True, title="Quagga")
    reader.get(record.get_absolute_url())
    Change.objects.create(kind=KIND, object_id=0)
    time.sleep(0.15)
    reader.cache.counter.look()
    reader.cache.counter.every = 60

    with database_away():
        away = reader.get(record.get_absolute_url())

    assert away.status == 200


def test_pages_are_served_while_the_database_says_nothing(reader, monkeypatch):
    record = make(published=True)
    path = record.get_absolute_url()
    before = reader.get(path)
    silent, asked = threading.Event(), threading.Event()

    def says_nothing():
        asked.set()
        silent.wait(20)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("edge.counter._latest_change", says_nothing)
    monkeypatch.setattr("edge.counter.PATIENCE", 0.1)
    looking = threading.Thread(target=reader.cache.counter.look_now)
    looking.start()
    try:
        assert asked.wait(5)
        time.sleep(0.2)
        meanwhile = reader.get(path)
        assert reader.cache.counter.is_away
    finally:
        silent.set()
        looking.join()

    assert meanwhile.body == before.body
    assert "x-accel-expires" not in meanwhile.headers


def test_old_pages_end_after_a_day():
    old = Counter()
    old.failed, old.known_at = True, time.monotonic() - counter.STALE_AT_MOST + 60
    assert old.may_serve_stale

    old.known_at -= 61

    assert not old.may_serve_stale


def test_list_that_an_index_behind_the_changes_answered_is_not_kept(reader):
    make(published=True, title="Quagga one")
    reader.get("/en/practices/")
    with open(store().folder / "writer.lock", "a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        make(published=True, title="Quagga two")
        time.sleep(0.15)
        behind = reader.get("/en/practices/")
    after = reader.get("/en/practices/")

    assert "Quagga two" not in behind.text
    assert "Quagga two" in after.text


def test_record_goes_public_by_its_date_alone(reader):
    moment = timezone.now() + dt.timedelta(seconds=1)
    record = make(state="published", published_at=moment, title="Quagga")
    assert next_published_at() == moment
    assert reader.get(record.get_absolute_url()).status == 404
    assert "Quagga" not in reader.get("/en/feed/").text

    seconds = reader.seconds_until(lambda answer: "Quagga" in answer.text, record.get_absolute_url(), "/en/feed/")
    noted = note_arrived(moment - dt.timedelta(seconds=1))

    assert seconds < 2
    assert noted == 1
    assert note_arrived(moment - dt.timedelta(seconds=1)) == 0
    assert next_published_at() is None
    assert reader.seconds_until(lambda answer: "Quagga" in answer.text, "/en/practices/") < 2


def test_state_ends_with_the_day_and_at_the_moment_that_comes():
    noon = dt.datetime(2026, 7, 1, 12, tzinfo=timezone.get_current_timezone())
    state = State(1, 0.0, "2026-07-01", noon + dt.timedelta(hours=1), 0.0)

    assert not state.is_over(noon)
    assert state.is_over(noon + dt.timedelta(hours=1))
    assert State(1, 0.0, "2026-07-01", None, 0.0).is_over(noon + dt.timedelta(hours=12))


def test_number_that_comes_twice_is_another_state():
    Change.objects.create(kind=KIND, object_id=0)
    watch = Counter(0)
    before = watch.look()
    number = Change.objects.latest("pk").pk
    Change.objects.all().delete()
    Change.objects.create(pk=number, kind=KIND, object_id=0)

    assert watch.look() != before


def test_term_source_and_redirect_change_the_pages(reader):
    topic, source = TopicFactory(), SourceFactory()
    assert topic.name in reader.get("/en/topics/").text

    Topic.objects.get().delete()
    source.title = "Another name"
    source.save()

    assert reader.seconds_until(lambda answer: topic.name not in answer.text, "/en/topics/housing/") < 2
    assert reader.seconds_until(lambda answer: "Another name" in answer.text, "/en/sources/") < 2


@pytest.mark.django_db(transaction=True)
def test_rows_of_a_transaction_are_noted_once_and_with_it():
    source = SourceFactory()
    before = Change.objects.filter(kind=KIND).count()

    with transaction.atomic():
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            source.save()
            raise ZeroDivisionError
        source.save()
        source.save()
    source.save()
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        source.save()
        raise ZeroDivisionError

    assert Change.objects.filter(kind=KIND).count() == before + 2


def page(key: str, size: int) -> Page:
    return Page.made(key, "1", 0.0, [("Content-Type", "text/html")], b"x" * size)


def test_memory_is_bounded_and_keeps_what_is_asked_for():
    shelf = Shelf(100_000)
    for number in range(100):
        shelf.put(page(f"{number}", 8_000))
        shelf.get("0")

    assert shelf.bytes <= 100_000
    assert shelf.get("0")
    assert shelf.get("99")
    assert not shelf.get("50")
    shelf.put(page("large", 200_000))
    assert not shelf.get("large")
    assert shelf.bytes == sum(shelf.sizes.values()) <= 100_000


def test_many_who_want_a_new_page_at_once_let_it_be_made_once(settings):
    made = []

    def slow(environ, start_response):
        made.append(environ["PATH_INFO"])
        time.sleep(0.2)
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"x" * 1000]

    reader = Reader(60)
    reader.cache.application = slow
    reader.cache.counter.look()
    readers = [threading.Thread(target=reader.get, args=("/en/about/",)) for _ in range(8)]
    for thread in readers:
        thread.start()
    for thread in readers:
        thread.join()

    assert made == ["/en/about/"]


def test_large_and_personal_answers_are_passed_on_and_not_kept():
    told = {"/en/about/": [("Set-Cookie", "a=b")], "/en/legal/": [("Vary", "Cookie")], "/en/large/": []}

    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/csv"), *told[environ["PATH_INFO"]]])
        large = environ["PATH_INFO"] == "/en/large/"
        return (b"x" * 100_000 for _ in range(20 if large else 1))

    reader = Reader()
    reader.cache.application = application
    answers = {path: reader.get(path, accept_encoding="gzip, br") for path in told}

    assert not reader.cache.shelf.pages
    assert len(answers["/en/large/"].text) == 2_000_000
    assert answers["/en/large/"].headers["content-encoding"] == "br"
    assert answers["/en/large/"].headers["cache-control"].startswith("public")
    for path in ("/en/about/", "/en/legal/"):
        assert answers[path].headers["cache-control"] == "private, no-store"


def test_fault_leaves_the_page_that_is_kept_and_what_is_gone_takes_it_away(reader):
    record = make(published=True)
    path = record.get_absolute_url()
    reader.get(path)
    works, told = reader.cache.application, []

    def fails(environ, start_response):
        start_response(told[-1], [("Content-Type", "text/html")])
        return [b"Sorry."]

    def key():
        return next((key for key in reader.cache.shelf.pages if path in key), None)

    reader.cache.application = fails
    record.save()
    for status, is_kept in (("503 Service Unavailable", True), ("404 Not Found", False)):
        told.append(status)
        reader.cache.counter.look_now()
        assert reader.get(path).status == int(status[:3])
        assert bool(key()) is is_kept
    reader.cache.application = works
    assert reader.get(path).status == 200


def test_page_cache_can_be_switched_off(settings):
    settings.PAGE_CACHE_MB = 0
    answer = Reader().get("/en/about/")

    assert answer.status == 200
    assert "etag" not in answer.headers


def test_settings_name_the_page_cache():
    assert settings.PAGE_CACHE_MB == 16
