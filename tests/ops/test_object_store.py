"""Uploads in an object store: what one server takes in, another hands out.

Wants the packages of requirements-s3.lock and, as the store, moto[server]."""

import importlib.util
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from .cluster import wait_for
from .site import ROOT, free_port

WANTED = ("storages", "moto", "flask")
pytestmark = [
    pytest.mark.ops,
    pytest.mark.skipif(
        not all(map(importlib.util.find_spec, WANTED)), reason="requirements-s3.lock and moto[server] are not installed"
    ),
]
TAKE_IN = """
from django.core.files.base import ContentFile
from news.models import NewsItem, NewsItemDocument
item = NewsItem.objects.create(title="Quagga", slug="quagga", state="published")
kept = NewsItemDocument.objects.create(owner=item, title="Report", file=ContentFile(b"%PDF-1.4 kept", "report.pdf"))
from desk import arrivals
from publishing.bulk.parcels import keep_file
session = {}
arrivals.put(session, "sent", [ContentFile(b"words", "texts.xlf")])
assert arrivals.take(session, "sent") == [("texts.xlf", b"words")]
arrivals.put(session, "sent", [])
parcel = keep_file("news.newsitem", ContentFile(b"slug,title", "news.csv"))
assert parcel.open().read() == b"slug,title"
"""
HAND_OUT = """
import sys
from django.test import Client
from news.models import NewsItem
path = NewsItem.objects.get().documents.get().download_url
answer = Client(SERVER_NAME="127.0.0.1").get(path)
print(answer.status_code, b"".join(answer).decode(), answer["Content-Disposition"])
NewsItem.objects.update(state="draft")
print(Client(SERVER_NAME="127.0.0.1").get(path).status_code)
"""


@pytest.fixture
def bucket():
    """The settings of a bucket on a small S3 server."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(lambda: _puts(f"http://127.0.0.1:{port}/portal"), 60, "the object store answers")
        yield {
            "S3_BUCKET": "portal", "S3_ENDPOINT_URL": f"http://127.0.0.1:{port}", "S3_REGION": "us-east-1",
            "S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "secret", "S3_PREFIX": "uploads",
        }  # fmt: skip
    finally:
        server.kill()
        server.wait()


def _puts(address: str) -> bool:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, method="PUT"), timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def run(folder: Path, bucket: dict, *command: str) -> str:
    """Run a command as one application server does: a folder of its own, the same database."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {"EMBEDDED": "1", "DATA_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder.parent}/portal.sqlite3"}
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT, env=kept | own | bucket, capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_one_server_takes_in_another_hands_out_while_its_owner_is_published(bucket, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    run(one, bucket, "migrate", "--verbosity", "0")
    run(one, bucket, "collectstatic", "--noinput", "--verbosity", "0")
    run(two, bucket, "collectstatic", "--noinput", "--verbosity", "0")

    run(one, bucket, "shell", "--no-imports", "-c", TAKE_IN)
    handed_out, withdrawn = run(two, bucket, "shell", "--no-imports", "-c", HAND_OUT).splitlines()

    assert handed_out == '200 %PDF-1.4 kept attachment; filename="Report.pdf"'
    assert withdrawn == "404"
    assert not list(one.rglob("*.pdf"))
    assert not (one / "uploads").exists()
