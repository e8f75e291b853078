"""Who may be answered by a replica, and that what writes is not; tests/ops/test_cluster.py proves it with servers."""

import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from replicas import reading
from replicas.middleware import ReplicaMiddleware, brings_a_session, may_leave_primary
from replicas.router import ReplicaRouter

ASK = RequestFactory()


@pytest.fixture(autouse=True)
def _between_requests():
    yield
    reading.end()


@pytest.mark.parametrize(
    ("request_", "may"),
    [
        (ASK.get("/en/practices/"), True),
        (ASK.head("/en/practices/"), True),
        (ASK.get("/sitemap.xml"), True),
        (ASK.post("/en/propose/"), False),
        (ASK.get("/admin/practices/practice/"), False),
    ],
)
def test_only_reading_of_public_pages_may_leave_the_primary(request_, may):
    assert may_leave_primary(request_) is may


def test_who_brings_a_session_or_was_given_a_form_prefers_the_primary():
    reader, editor, writer = ASK.get("/en/"), ASK.get("/en/"), ASK.get("/en/")
    reader.COOKIES["theme"] = "dark"
    editor.COOKIES[configured.SESSION_COOKIE_NAME] = "key"
    writer.COOKIES[configured.CSRF_COOKIE_NAME] = "token"

    assert [brings_a_session(one) for one in (reader, editor, writer)] == [False, True, True]


@pytest.mark.django_db
def test_reads_within_a_transaction_stay_where_it_is(settings):
    settings.REPLICAS = ["replica1"]
    reading.begin(prefers_primary=False)

    assert reading.alias_of_reads() == "default"


@pytest.mark.parametrize(
    ("written", "replayed", "prefers_primary", "chosen"),
    [
        (100, {"replica1": 100, "replica2": 100}, False, ("replica1", False)),
        (100, {"replica1": 99, "replica2": 101}, False, ("replica2", False)),
        (100, {"replica1": None, "replica2": 100}, False, ("replica2", False)),
        (100, {"replica1": 99, "replica2": None}, False, ("default", False)),
        (100, {"replica1": 100, "replica2": 100}, True, ("default", False)),
        (None, {"replica1": 80, "replica2": 90}, False, ("replica2", True)),
        (None, {"replica1": 80, "replica2": 90}, True, ("replica2", True)),
        (None, {"replica1": None, "replica2": None}, False, ("default", False)),
    ],
)
def test_replica_is_chosen_that_has_all_that_was_written(written, replayed, prefers_primary, chosen):
    told = {"default": written} | replayed

    assert reading.choose(list(replayed), prefers_primary, lambda alias, question, insists: told[alias]) == chosen


def test_who_was_left_alone_is_asked_where_nobody_else_answers():
    def ask(alias, question, insists):
        return 80 if insists and alias == "replica1" else None

    assert reading.choose(["replica1", "replica2"], False, ask) == ("replica1", True)


def test_what_writes_goes_to_the_primary_and_takes_the_reads_after_it_along(settings):
    settings.REPLICAS = ["replica1"]
    reading.begin(prefers_primary=False)

    assert ReplicaRouter().db_for_write(None) == "default"
    assert not reading.give_up()
    assert ReplicaRouter().db_for_read(None) == "default"


def test_faults_of_pages_and_commands_are_not_taken_for_those_of_servers():
    middleware = ReplicaMiddleware(lambda request: HttpResponse())

    assert middleware.process_exception(ASK.get("/en/"), ValueError("a fault of the page")) is None
    assert middleware.process_exception(ASK.get("/en/"), OperationalError("in a command")) is None


def test_replicas_want_postgresql():
    told = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=configured.BASE_DIR, capture_output=True, text=True,
        env={"SECRET_KEY": "x" * 60, "DATABASE_REPLICA_URLS": "postgres://portal@127.0.0.1/portal"},
    )  # fmt: skip

    assert told.returncode == 1
    assert told.stderr.strip() == (
        "Settings: DATABASE_REPLICA_URLS wants PostgreSQL. Set DATABASE_URL to its primary server."
    )
