"""Pages shared through a real Redis, and what happens when it goes."""

import os
import shutil
import socket
import subprocess
import time

import pytest

from edge import shared
from edge.pages import Page
from practices.models import Practice
from publishing.models import State

from ..factories import FACTORIES
from .conftest import Reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def redis_server(settings, tmp_path):
    """Start a Redis of the test's own and let the portal share pages through it."""
    if not shutil.which("redis-server"):
        (pytest.fail if os.environ.get("REQUIRE_REDIS") else pytest.skip)("redis-server is not installed.")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
    settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.05)
    yield server
    server.kill()
    server.wait()


def test_page_that_one_process_made_is_served_by_the_next(redis_server):
    record = FACTORIES[Practice](published=True, title="Quagga")
    first, second = Reader(), Reader()
    made = first.get(record.get_absolute_url(), accept_encoding="br")
    second.cache.application = None  # nothing is made here

    taken = second.get(record.get_absolute_url(), accept_encoding="gzip")

    assert taken.text == made.text
    assert taken.headers["etag"].split("-")[0].strip('"') == made.headers["etag"].split("-")[0].strip('"')


def test_withdrawn_page_is_gone_in_every_process(redis_server):
    record = FACTORIES[Practice](published=True, title="Quagga")
    processes = [Reader(), Reader()]
    for reader in processes:
        assert reader.get(record.get_absolute_url()).status == 200

    record.state = State.DRAFT
    record.save()

    for reader in processes:
        assert reader.seconds_until(lambda answer: answer.status == 404, record.get_absolute_url()) < 2
    assert Reader().get(record.get_absolute_url()).status == 404


def test_each_process_goes_on_alone_where_redis_dies(redis_server):
    record = FACTORIES[Practice](published=True)
    reader = Reader()
    reader.get(record.get_absolute_url())

    redis_server.kill()
    redis_server.wait()
    begun = time.monotonic()

    assert reader.get(record.get_absolute_url()).status == 200
    assert reader.get("/en/about/").status == 200
    assert time.monotonic() - begun < 3


def test_bytes_that_are_no_page_are_passed_over(redis_server):
    shelf = shared.shared_shelf()
    page = Page.made("key", "state", 1.0, [("Content-Type", "text/html")], b"x" * 500)
    shelf.put(page)
    assert shelf.get("key").answer("gzip")[1] == page.answer("gzip")[1]

    for junk in (b"junk", b"[]\n", b"null\nx", b'["other","s",1.0,[],"d",""]\nx'):
        shelf.client.set(shelf._name("key"), junk)
        assert shelf.get("key") is None
