"""Starting the portal as a user does: one command, a second start that repeats nothing, clear refusals."""

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desk.powers import DUTIES
from ewsi.secret import kept_secret
from intake.reading import read

ROOT = Path(__file__).parents[1]
PRODUCTION = re.compile(r"```sh\n# production settings\n(.*?)```", re.S)
pytestmark = pytest.mark.running


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(**values) -> dict:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {name: str(value) for name, value in values.items()}


def manage(*args, **env):
    command = [sys.executable, "manage.py", *args]
    return subprocess.run(command, cwd=ROOT, env=environment(**env), capture_output=True, text=True, timeout=120)


class Portal:
    """A running portal: what it said, and how long it took until it answered."""

    def __init__(self, folder: Path, **values):
        self.port = free_port()
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=environment(EMBEDDED=1, DATA_DIR=folder, PORT=self.port, WEB_CONCURRENCY=1, **values),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        while time.monotonic() - begun < 180:
            try:
                self.home = self.get("/en/")
                break
            except OSError:
                time.sleep(0.05)
        self.seconds = time.monotonic() - begun

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.read().decode()

    def stop(self) -> str:
        self.process.send_signal(signal.SIGINT)
        said, _ = self.process.communicate(timeout=30)
        return said


def test_first_start_prepares_everything_and_the_second_repeats_nothing(tmp_path):
    first = Portal(tmp_path / "data")
    page = first.get("/en/networks/?kind=national-authorities")
    style = re.search(r"/static/css/portal\.\w+\.css", first.home)[0]
    assert "@layer" in first.get(style)
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / "portal.sqlite3")) as database:
        groups = {name for (name,) in database.execute("SELECT name FROM auth_group")}
    said = first.stop()
    second = Portal(tmp_path / "data")
    again = second.stop()

    records = len(read(ROOT / "content").entries)
    assert records > 400
    assert groups == {duty.name for duty in DUTIES}
    assert "European Integration Network" in page
    assert f"Loaded {records} new" in said
    assert len(re.findall(r"password \S+ \(shown this once", said)) == 1
    assert "Traceback" not in said + again
    assert first.process.returncode == second.process.returncode == 0
    assert "password" not in again
    assert f"Loaded 0 new and 0 changed records, {records} unchanged" in again
    assert second.seconds < 5
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o077 == 0


def test_record_goes_public_by_the_clock_of_a_portal_that_runs_by_itself(tmp_path):
    folder = tmp_path / "data"
    portal = Portal(folder, TICK_SECONDS=1)
    draft = "UPDATE news_newsitem SET state = 'draft', scheduled_by_id = 1, publish_at = '2020-01-01 00:00:00'"
    try:
        with contextlib.closing(sqlite3.connect(folder / "portal.sqlite3", timeout=20)) as database, database:
            slug = database.execute("SELECT slug FROM news_newsitem").fetchone()[0]
            database.execute(draft)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with contextlib.closing(sqlite3.connect(folder / "portal.sqlite3", timeout=20)) as database:
                states = {row[0] for row in database.execute("SELECT state FROM news_newsitem")}
            if states == {"published"}:
                break
            time.sleep(0.2)
        page = portal.get(f"/en/news/{slug}/")
    finally:
        portal.stop()

    assert states == {"published"}
    assert "<h1" in page


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"PORT": "http"}, "PORT is “http”. Give a number from 1 to 65535"),
        ({"PORT": "70000"}, "Give a number from 1 to 65535"),
        ({"PORT": "²"}, "Give a number from 1 to 65535"),
        ({"DATA_DIR": "/proc/nowhere"}, "DATA_DIR /proc/nowhere cannot be written"),
        ({"DATA_DIR": "/proc/nowhere", "SECRET_KEY": "x" * 60}, "DATA_DIR /proc/nowhere cannot be written"),
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}, "The database of DATABASE_URL does not answer"),
        ({"DATABASE_URL": "rubbish"}, "Not a valid database URL"),
        ({"HTTPS": "perhaps"}, 'variable "HTTPS" invalid'),
    ],
)
def test_odd_settings_are_refused_with_advice(tmp_path, values, said):
    answer = manage("serve", **({"EMBEDDED": 1, "DATA_DIR": tmp_path, "PORT": free_port()} | values))

    assert answer.returncode != 0
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


def test_database_of_another_version_is_refused(tmp_path):
    with contextlib.closing(sqlite3.connect(tmp_path / "portal.sqlite3")) as database, database:
        database.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT, applied TEXT)")
        database.execute("INSERT INTO django_migrations VALUES (1, 'networks', '0099_later', '2030-01-01 00:00:00')")

    answer = manage("serve", EMBEDDED=1, DATA_DIR=tmp_path, PORT=free_port())

    assert "it knows “networks.0099_later”, this one does not" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_taken_port_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = manage("serve", EMBEDDED=1, DATA_DIR=tmp_path, PORT=taken.getsockname()[1])

    assert "Choose another, as: make run PORT=8080" in answer.stderr


def test_missing_secret_is_a_clear_error():
    answer = manage("check")

    assert answer.returncode != 0
    assert "SECRET_KEY is not set. Set it to a long random text" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_secret_is_made_once_and_kept(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(kept_secret, [tmp_path / "data" / "secret_key"] * 8))

    assert len(keys) == 1
    assert len(keys.pop()) > 50
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret_key"]


def test_faults_are_logged_to_stderr_and_missing_pages_are_not():
    code = "import logging; log = logging.getLogger('django.request'); log.error('it broke'); log.warning('not found')"
    answer = manage("shell", "--no-imports", "-c", code, SECRET_KEY="x" * 60)

    assert answer.stderr.count("ERROR django.request: it broke") == 1
    assert "not found" not in answer.stderr


def test_deployment_check_is_silent_under_the_production_settings_of_the_readme():
    lines = PRODUCTION.search((ROOT / "README.md").read_text())[1].strip().splitlines()
    settings = dict(line.removeprefix("export ").split("=", 1) for line in lines)
    settings = {name: value.strip("'\"") for name, value in settings.items()}

    answer = manage("check", "--deploy", "--fail-level", "WARNING", **settings)

    assert answer.stderr == ""
    assert "no issues (0 silenced)" in answer.stdout


def test_readme_names_every_setting():
    code = "".join((ROOT / path).read_text() for path in ["ewsi/settings.py", "ewsi/management/commands/serve.py"])
    names = set(re.findall(r"env\.\w+\(\s*['\"]([A-Z_]+)", code)) | set(
        re.findall(r"environ\.get\(['\"]([A-Z_]+)", code)
    )
    table = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "README.md").read_text(), re.M))

    assert len(names) > 12
    assert names <= table


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_has_hashes_and_no_addresses(name):
    text = (ROOT / name).read_text()

    assert "://" not in text
    assert "--hash=sha256:" in text
