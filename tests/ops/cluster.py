"""Servers on loopback: a PostgreSQL primary with a streaming replica, and application servers that share only these."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from .site import ROOT, Postgres, free_port


def wait_for(is_so: Callable[[], bool], seconds: float, what: str) -> float:
    """Wait until it is so and return for how long; fail where that takes more than `seconds`."""
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < seconds, f"After {seconds} s still not: {what}"
        time.sleep(0.05)
    return time.monotonic() - begun


def ask(server: Postgres, sql: str, *values) -> tuple:
    """Return the first row that one database answers."""
    with psycopg.connect(server.url, autocommit=True, connect_timeout=3) as opened:
        return opened.execute(sql, values).fetchone()


class Portal:
    """One application server with data and index of its own."""

    def __init__(self, folder: Path, databases: tuple[Postgres, Postgres]):
        folder.mkdir()
        self.folder, self.port, self.process = folder, free_port(), None
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = kept | {
            "SECRET_KEY": "the same on all application servers of this test, 50 characters",
            "DATA_DIR": str(folder / "data"), "TICK_SECONDS": "3600", "PORTAL_DOMAIN": "portal.example",
            "DATABASE_URL": databases[0].url, "DATABASE_REPLICA_URLS": databases[1].url,
            "DJANGO_SETTINGS_MODULE": "ewsi.settings",
        }  # fmt: skip

    def manage(self, *args: str) -> None:
        subprocess.run([sys.executable, "manage.py", *args], cwd=ROOT, env=self.environment, check=True, timeout=200)

    def start(self) -> None:
        self.launch()
        self.wait()

    def launch(self) -> None:
        options = ["--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--config", "gunicorn.conf.py"]
        with (self.folder / "said").open("a") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", *options],
                cwd=ROOT, env=self.environment, stdout=said, stderr=said, start_new_session=True,
            )  # fmt: skip

    def wait(self) -> None:
        wait_for(lambda: self.get("/healthz")[0] == 200, 60, "the portal answers")

    def kill(self) -> None:
        """Kill it with all its workers, as a machine that fails does."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def get(self, path: str, cookie: str = "") -> tuple[int, str, dict]:
        """Return status, text and headers that a reader gets; status 0 where nobody answers."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Cookie": cookie} if cookie else {}
        )
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return answer.status, answer.read().decode(), dict(answer.headers)
        except urllib.error.HTTPError as fault:
            with fault:
                return fault.code, fault.read().decode(), dict(fault.headers)
        except OSError:
            return 0, "", {}


EDITOR = """
import sys, django
django.setup()
from django.db import Error, connection
from practices.models import Practice
for line in sys.stdin:
    act, slug = line.split()
    try:
        new = Practice(slug=slug, title=f"Quagga {slug}", kind_of_practice="project")
        record = Practice.objects.filter(slug=slug).first() or new
        record.state = {"publish": "published", "withdraw": "draft"}[act]
        record.save()
        print("done", flush=True)
    except Error:
        connection.close()
        print("refused", flush=True)
"""


class Editor:
    """Publishes and withdraws practices from the machine of one application server."""

    def __init__(self, portal: Portal):
        self.process = subprocess.Popen(
            [sys.executable, "-c", EDITOR],
            cwd=ROOT, env=portal.environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def does(self, act: str, slug: str) -> bool:
        """Return whether the act was confirmed: then it must never be lost."""
        self.process.stdin.write(f"{act} {slug}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip() == "done"

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


class Cluster:
    """Two databases, two application servers, one editor."""

    def __init__(self, folder: Path):
        self.running: list[Postgres] = []
        self.portals: list[Portal] = []
        self.editor: Editor | None = None
        self.folder = folder

    def start(self) -> None:
        self.primary = Postgres(self.folder / "primary")
        self.running.append(self.primary)
        self.replica = Postgres(self.folder / "replica", self.primary)
        self.running.append(self.replica)
        self.portals = [Portal(self.folder / name, (self.primary, self.replica)) for name in ("one", "two")]
        one, two = self.portals
        with ThreadPoolExecutor() as side_by_side:
            static = side_by_side.submit(one.manage, "collectstatic", "--noinput", "--verbosity", "0")
            one.manage("migrate", "--verbosity", "0")
            static.result()
        shutil.copytree(one.folder / "data" / "static", two.folder / "data" / "static")
        one.launch()
        two.launch()
        self.editor = Editor(one)
        one.wait()
        two.wait()

    def bring(self, server: Postgres) -> None:
        server.start()
        self.running.append(server)

    def lose(self, server: Postgres) -> None:
        server.stop()
        self.running.remove(server)

    def stop(self) -> None:
        for portal in self.portals:
            portal.kill()
            print((portal.folder / "said").read_text())  # shown where a test failed
        if self.editor:
            self.editor.stop()
        for server in list(self.running):
            self.lose(server)


@pytest.fixture(scope="module")
def cluster():
    """The running servers of this module's tests, in a folder where the user postgres may go."""
    if not Postgres.is_installed():
        (pytest.fail if os.environ.get("REQUIRE_POSTGRES") else pytest.skip)("No PostgreSQL server is installed.")
    with tempfile.TemporaryDirectory(prefix="cluster-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        cluster = Cluster(folder)
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()
