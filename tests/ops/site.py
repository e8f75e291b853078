"""A whole server on loopback: PostgreSQL of its own where that is installed, gunicorn, and nginx before it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from edge.nginx import Edge, command, is_listened_to

from ..test_running import free_port

ROOT = Path(__file__).parents[2]
PAGES = ["/en/", "/en/practices/", "/en/practices/unites/", "/fr/networks/", "/en/feed/"]
# What systemd does with portal.socket: the open socket is file 3 of the program.
ACTIVATED = """
import os, sys
given = int(sys.argv[1])
if given != 3:
    os.dup2(given, 3)
    os.close(given)
os.set_inheritable(3, True)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "--workers", "2"])
"""
EDITOR = """
import sys, time, django
django.setup()
from django.utils import timezone
from practices.models import Practice
for line in sys.stdin:
    act, slug = line.split()
    named = {"slug": slug, "title": f"Quagga {slug}", "summary": "One.", "kind_of_practice": "project"}
    record = Practice.objects.filter(slug=slug).first() or Practice(**named)
    record.state = {"publish": "published", "withdraw": "draft"}[act]
    record.save()
    print(time.time(), flush=True)
"""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str
    seconds: float


class Postgres:
    """A server of the test's own, which can be stopped and started; a streaming replica of another, or a new one."""

    def __init__(self, folder: Path, primary: "Postgres | None" = None):
        self.bin = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.folder, self.port = folder, free_port()
        folder.mkdir(mode=0o755)
        self.who = []
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            self.who = ["runuser", "-u", "postgres", "--"]
        if primary:
            self._run("pg_basebackup", "-D", "data", "-d", primary.url, "-R", "-X", "stream", "-c", "fast", "-N")
        else:
            self._run("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.start()

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *args: str) -> None:
        command_ = [*self.who, str(self.bin / program), *args]
        subprocess.run(command_, cwd=self.folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    @staticmethod
    def is_installed() -> bool:
        return bool(list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


class Site:
    """The portal with the real content, nginx before it."""

    def __init__(self, folder: Path):
        self.folder, self.port, self.behind = folder, free_port(), free_port()
        self.database = Postgres(folder / "postgres") if Postgres.is_installed() else None
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = kept | {
            "EMBEDDED": "1", "DATA_DIR": str(folder / "data"), "PORT": str(self.behind), "HOST": "127.0.0.1",
            "PORTAL_DOMAIN": f"127.0.0.1:{self.port}", "WEB_CONCURRENCY": "2", "TICK_SECONDS": "60",
            "DJANGO_SETTINGS_MODULE": "ewsi.settings", "TRUST_FORWARDED_FOR": "1",
        }  # fmt: skip
        if self.database:
            self.environment["DATABASE_URL"] = self.database.url
        self.mirror = folder / "mirror"
        self.processes: list[subprocess.Popen] = []

    def start(self) -> None:
        """Prepare the database and start everything."""
        self.application = self.start_application()
        self.nginx = self.start_nginx()
        self.editor = self._started([sys.executable, "-c", EDITOR], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def start_application(self) -> subprocess.Popen:
        with (self.folder / "said").open("a") as said:
            process = self._started([sys.executable, "manage.py", "serve"], stdout=said, stderr=said)
        assert is_listened_to(f"127.0.0.1:{self.behind}", 400), (self.folder / "said").read_text()
        return process

    def start_activated(self, listening: socket.socket) -> subprocess.Popen:
        """Start the server on a socket that is open already, as systemd does."""
        with (self.folder / "said").open("a") as said:
            arguments = [sys.executable, "-c", ACTIVATED, str(listening.fileno())]
            return self._started(arguments, stdout=said, stderr=said, pass_fds=[listening.fileno()])

    def start_nginx(self) -> subprocess.Popen:
        run = self.folder / "run"
        edge = Edge(f"127.0.0.1:{self.port}", f"127.0.0.1:{self.behind}", str(run / "cache"), str(self.mirror))
        process = self._started(command(edge.write_alone(run)))
        assert is_listened_to(f"127.0.0.1:{self.port}", 20)
        return process

    def _started(self, arguments: list[str], **values) -> subprocess.Popen:
        process = subprocess.Popen(
            arguments, cwd=ROOT, env=self.environment, text=True, start_new_session=True, **values
        )
        self.processes.append(process)
        return process

    def manage(self, *args: str) -> str:
        arguments = [sys.executable, "manage.py", *args]
        done = subprocess.run(arguments, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=500)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def get(self, path: str, port: int = 0, **headers) -> Answer:
        """Return what a reader gets through nginx, or at another port."""
        address = f"http://127.0.0.1:{port or self.port}{path}"
        request = urllib.request.Request(address, headers={n.replace("_", "-"): v for n, v in headers.items()})
        begun = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                body, status, given = answer.read(), answer.status, answer.headers
        except urllib.error.HTTPError as fault:
            body, status, given = fault.read(), fault.code, fault.headers
        seconds = time.monotonic() - begun
        text = body.decode("utf-8", "replace")
        return Answer(status, {name.lower(): value for name, value in given.items()}, text, seconds)

    def edit(self, act: str, slug: str) -> float:
        """Publish or withdraw a practice and return the moment when that was done."""
        self.editor.stdin.write(f"{act} {slug}\n")
        self.editor.stdin.flush()
        return float(self.editor.stdout.readline())

    def kill(self, process: subprocess.Popen) -> None:
        """Kill a program with all its children, as a machine that fails does."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.kill(process)
            for pipe in filter(None, (process.stdin, process.stdout)):
                pipe.close()
        if self.database:
            self.database.stop()
