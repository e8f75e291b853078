"""Health, figures, logs and reports of faults: they tell how the portal is, and nothing of who reads it."""

import gzip
import io
import json
import logging
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import brotli
import pytest
from django.db import IntegrityError, OperationalError, connection

from index.changes import begin_anew, note
from index.models import Change
from index.query import query
from operations.lines import FaultFormatter, RequestFilter, ServerFilter
from operations.structured import JsonFormatter
from operations.tracing import without_visitor

from ..factories import NetworkFactory

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db
SECRET = "/en/propose/a-private-link-0123456789/?q=somebody@example.org"


@pytest.fixture
def lines():
    """Return the stream that the portal's lines go to, as JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter("{levelname}{name}{message}{request_id}", style="{"))
    handler.addFilter(RequestFilter())
    names = ["operations.requests", "django.request"]
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).setLevel("INFO")
    yield stream
    for name in names:
        logging.getLogger(name).removeHandler(handler)
        logging.getLogger(name).setLevel(levels[name])


def test_portal_says_that_it_lives_and_can_answer(client):
    NetworkFactory(published=True)

    assert client.get("/healthz").content == b"ok"
    assert client.get("/readyz").json() == {"database": "ok", "index": "ok"}
    assert "no-store" in client.get("/readyz")["Cache-Control"]
    assert client.post("/healthz").status_code == 405


def test_portal_without_its_database_is_not_ready_but_lives(client, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("the server is away")

    monkeypatch.setattr(connection, "cursor", away)

    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "away")
    assert client.get("/healthz").status_code == 200


def test_figures_are_for_whoever_holds_the_token(client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a-long-token"
    NetworkFactory(slug="ein", published=True)
    client.get("/en/networks/ein/")

    told = client.get("/metrics", headers={"authorization": "Bearer a-long-token"}).content.decode()

    assert client.get("/metrics", headers={"authorization": "Bearer other"}).status_code == 404
    assert 'portal_requests_total{method="GET",route="networks:network-detail",status="200"}' in told
    assert 'portal_request_seconds_count{route="networks:network-detail"}' in told
    assert "portal_database_up 1.0" in told
    assert "portal_index_changes_behind" in told
    assert "ein/" not in told


def test_each_request_leaves_a_line_without_its_address(client, lines):
    client.get(SECRET, headers={"x-request-id": "from-outside-1"})
    line, fault = map(json.loads, lines.getvalue().splitlines())

    assert (line["method"], line["status"], fault["message"]) == ("GET", 404, "Not Found: proposals:overview")
    assert line["request_id"] == fault["request_id"]
    assert line["milliseconds"] > 0
    assert len(line["request_id"]) == 32
    assert "private" not in lines.getvalue()
    assert "somebody" not in lines.getvalue()


def test_proxy_gives_the_id_where_it_is_trusted(client, lines, settings):
    settings.TRUST_FORWARDED_FOR = True
    client.get("/en/about/", headers={"x-request-id": "from-the-proxy-1"})
    client.get("/en/about/", headers={"x-request-id": "bad id\n"})

    ids = [json.loads(line)["request_id"] for line in lines.getvalue().splitlines()]
    assert ids[0] == "from-the-proxy-1"
    assert len(ids[1]) == 32


def test_log_that_begins_anew_means_a_rebuild():
    network = NetworkFactory(title="Known", published=True)
    query([network.kind()])
    type(network).objects.filter(pk=network.pk)._raw_delete(connection.alias)

    begin_anew()
    note("index.change", 0)

    assert query([network.kind()]).total == 0
    assert Change.objects.count() == 2
    assert Change.objects.latest("pk").pk == Change.objects.earliest("pk").pk + 1


class Inbox(BaseHTTPRequestHandler):
    """Takes what is sent to Sentry."""

    taken: list[bytes] = []

    def do_POST(self):  # noqa: N802  the server calls it so
        body = self.rfile.read(int(self.headers["Content-Length"]))
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(self.headers.get("Content-Encoding"), bytes)
        self.taken.append(unpack(body))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args):
        pass


ASKED = """
import contextlib, sentry_sdk
from django.test import Client
client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False, REMOTE_ADDR="192.0.2.77")
client.cookies["session"] = "a-secret-cookie"
with contextlib.suppress(Exception):  # no table is there, and no style sheet for the page that says so
    client.get("/en/networks/?q=somebody@example.org")
sentry_sdk.flush(5)
"""


def test_fault_goes_to_sentry_without_its_reader(tmp_path):
    server = HTTPServer(("127.0.0.1", 0), Inbox)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    dsn = f"http://key@127.0.0.1:{server.server_address[1]}/1"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", ASKED],
        cwd=ROOT,
        env=kept | {"EMBEDDED": "1", "DATA_DIR": str(tmp_path), "SENTRY_DSN": dsn},
        capture_output=True,
        text=True,
        timeout=120,
    )
    server.shutdown()
    server.server_close()

    sent = b"\n".join(Inbox.taken).decode()
    assert done.returncode == 0
    assert '"type":"OperationalError"' in sent
    assert "NetworkListView" in sent
    for private in ("somebody", "192.0.2.77", "a-secret-cookie"):
        assert private not in sent


def test_server_names_no_reader_and_no_words(caplog):
    log = logging.getLogger("tests.server")
    log.addFilter(ServerFilter())
    try:
        raise RuntimeError("broken")
    except RuntimeError:
        log.exception("Error handling request %s %s", "GET", "/en/search/?q=quagga")
    log.warning("Invalid request from ip=192.0.2.7: Invalid Header 'quagga'")
    log.warning("Worker exiting")

    assert "quagga" not in caplog.text
    assert "192.0.2.7" not in caplog.text
    assert "broken" in caplog.text
    assert "Worker exiting" in caplog.text


@pytest.mark.parametrize("formatter", [FaultFormatter("{message}", style="{"), JsonFormatter("%(message)s")])
def test_trace_of_a_database_quotes_no_row(formatter):
    told = 'value violates unique constraint "name"\nDETAIL:  Key (email)=(quagga@example.org) already exists.'
    try:
        raise IntegrityError(told)
    except IntegrityError:
        record = logging.LogRecord("tests", logging.ERROR, "", 0, "It failed.", (), sys.exc_info())

    line = formatter.format(record)

    assert "quagga" not in line
    assert "violates unique constraint" in line


def test_row_of_the_database_stays_here():
    fault = {"value": "broken\nDETAIL:  Failing row contains (quagga@example.org)."}

    assert "quagga" not in str(without_visitor({"exception": {"values": [fault]}}, {}))
