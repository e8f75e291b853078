"""Uploads in an object store: what one server takes in, another hands out.

The servers have the packages of requirements-s3.lock in an environment of their own; the store is moto's server."""

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from .cluster import wait_for
from .site import ROOT, free_port

pytestmark = pytest.mark.ops
STORE = "moto[server]==5.2.5"
UV = Path(sys.executable).parent / "uv"
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


def installed(*command: str) -> None:
    """Run a command of uv; where no registry answers, the test is skipped, or fails if it is required."""
    try:
        subprocess.run([UV, *command], cwd=ROOT, check=True, capture_output=True, text=True, timeout=300)
    except (OSError, subprocess.SubprocessError) as error:
        told = f"The packages of the object store cannot be installed: {error}\n{getattr(error, 'stderr', '')}"
        (pytest.fail if os.environ.get("REQUIRE_OBJECT_STORE") else pytest.skip)(told)


@pytest.fixture
def python(tmp_path):
    """The interpreter of a server that was installed from requirements-s3.lock."""
    folder = tmp_path / "venv"
    installed("venv", "--quiet", "--python", sys.executable, str(folder))
    installed("pip", "install", "--quiet", "--require-hashes", "--python", str(folder), "-r", "requirements-s3.lock")
    return folder / "bin" / "python"


@pytest.fixture
def bucket():
    """The settings of a bucket on a small S3 server."""
    port = free_port()
    server_of_moto = ("tool", "run", "--quiet", "--from", STORE, "moto_server")
    installed(*server_of_moto, "--help")
    server = subprocess.Popen(
        [UV, *server_of_moto, "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        wait_for(lambda: _puts(f"http://127.0.0.1:{port}/portal"), 60, "the object store answers")
        yield {
            "S3_BUCKET": "portal", "S3_ENDPOINT_URL": f"http://127.0.0.1:{port}", "S3_REGION": "us-east-1",
            "S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "secret", "S3_PREFIX": "uploads",
        }  # fmt: skip
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _puts(address: str) -> bool:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, method="PUT"), timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def run(python: Path, folder: Path, bucket: dict, *command: str) -> str:
    """Run a command as one application server does: a folder of its own, the same database."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {"EMBEDDED": "1", "DATA_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder.parent}/portal.sqlite3"}
    done = subprocess.run(
        [python, "manage.py", *command],
        cwd=ROOT, env=kept | own | bucket, capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_one_server_takes_in_another_hands_out_while_its_owner_is_published(python, bucket, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    run(python, one, bucket, "migrate", "--verbosity", "0")
    run(python, one, bucket, "collectstatic", "--noinput", "--verbosity", "0")
    run(python, two, bucket, "collectstatic", "--noinput", "--verbosity", "0")

    run(python, one, bucket, "shell", "--no-imports", "-c", TAKE_IN)
    handed_out, withdrawn = run(python, two, bucket, "shell", "--no-imports", "-c", HAND_OUT).splitlines()

    assert handed_out == '200 %PDF-1.4 kept attachment; filename="Report.pdf"'
    assert withdrawn == "404"
    assert not list(one.rglob("*.pdf"))
    assert not (one / "uploads").exists()
