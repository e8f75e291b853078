"""What readers get from the caches: nginx with the portal beside nginx with a file, the server beside bare WSGI.

Runs are interleaved, and each ratio is taken inside one run. Wants nginx and wrk; asks 127.0.0.1 only.
"""

import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ewsi.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402

from edge.nginx import Edge, command, is_listened_to  # noqa: E402
from practices.models import Practice  # noqa: E402

SECONDS = os.environ.get("BENCH_SECONDS", "1")
ROUNDS = int(os.environ.get("BENCH_EDGE_ROUNDS", "7"))
CONNECTIONS = "16"
WORKERS = "2"
GZIP = "gzip, deflate, br"
FILES = """
server {{ listen 127.0.0.1:{zipped}; root {folder}; gzip on; }}
server {{ listen 127.0.0.1:{plain}; root {folder}; }}
"""


def main() -> None:
    """Measure and print, or say what is missing."""
    missing = [name for name, is_there in (("nginx", command(Path())), ("wrk", shutil.which("wrk"))) if not is_there]
    if missing:
        print(f"through the edge: not measured, {' and '.join(missing)} missing")
        return
    bench = Bench(settings.DATA_DIR / "bench-edge")
    try:
        bench.measure()
    finally:
        bench.stop()


class Bench:
    """The servers that are measured beside each other."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.processes: list[subprocess.Popen] = []
        self.headers: list[tuple[str, str]] = []  # of the answer read last
        names = ("edge", "app", "bare", "zipped", "plain")
        self.ports = {name: free_port() for name in names}
        self.ratios: dict[tuple[str, str], list[tuple[float, float]]] = {}

    def measure(self) -> None:
        """Print each figure beside its bar."""
        print(f"cold start to the first page, index in place: {self._start_application():.2f} s (bar 2, goal 1)")
        self._start_nginx()
        slug = Practice.objects.published().order_by("-pk").values_list("slug", flat=True)[0]
        pages = {"home": "/en/", "list": "/en/practices/", "detail": f"/en/practices/{slug}/"}
        for name, path in pages.items():
            self._measure_page(name, path)
        print(f"\n{'cached, requests a second':44}{'ours':>9}{'theirs':>9}{'ratio':>7}  bar")
        for (what, bar), runs in self.ratios.items():
            ours, theirs = (statistics.median(run[side] for run in runs) for side in (0, 1))
            ratio = statistics.median(ours_ / theirs_ for ours_, theirs_ in runs)
            print(f"{what:44}{ours:9.0f}{theirs:9.0f}{ratio:7.2f}  {bar}{'' if ratio >= float(bar) else ' misses'}")
        print(
            f"published or withdrawn, seen through all caches: {self._seen_after(slug):.2f} s at most (bar 2, goal 0.5)"
        )

    def _measure_page(self, name: str, path: str) -> None:
        body = self.folder / "files" / f"{name}.html"
        body.parent.mkdir(exist_ok=True)
        body.write_bytes(self._read("app", path))
        bare = self._bare(body)
        for _round in range(ROUNDS):
            zipped = (self._wrk("edge", path, GZIP), self._wrk("zipped", f"/{name}.html", GZIP))
            plain = (self._wrk("edge", path, ""), self._wrk("plain", f"/{name}.html", ""))
            alone = (self._wrk("app", path, ""), self._wrk("bare", "/", ""))
            for what, bar, pair in (
                (f"{name}: edge, gzip, to nginx with gzip on", "3.0", zipped),
                (f"{name}: edge to nginx static", "0.65", plain),
                (f"{name}: server alone to bare WSGI", "0.85", alone),
            ):
                self.ratios.setdefault((what, bar), []).append(pair)
        bare.terminate()
        bare.wait()

    def _wrk(self, server: str, path: str, encoding: str) -> float:
        """Return the requests a second that a server answers."""
        address = f"http://127.0.0.1:{self.ports[server]}{path}"
        asked = ["-H", f"Accept-Encoding: {encoding}"] if encoding else []
        done = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *asked, address],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        if "Non-2xx" in done.stdout:
            raise AssertionError(f"{address}: {done.stdout}")
        return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])

    def _start_application(self) -> float:
        begun = time.monotonic()
        self._gunicorn("ewsi.wsgi", "app", {"ALLOWED_HOSTS": "127.0.0.1"})
        self._read("app", "/en/practices/")
        return time.monotonic() - begun

    def _bare(self, body: Path) -> subprocess.Popen:
        headers = json.dumps(self.headers)
        return self._gunicorn("bench.bare:application", "bare", {"BENCH_BODY": str(body), "BENCH_HEADERS": headers})

    def _gunicorn(self, application: str, port: str, environment: dict) -> subprocess.Popen:
        address = f"127.0.0.1:{self.ports[port]}"
        arguments = [sys.executable, "-m", "gunicorn", application, "--bind", address, "--workers", WORKERS]
        return self._started([*arguments, "--max-requests", "0"], address, os.environ | environment | {"EMBEDDED": "0"}
            | {"SECRET_KEY": settings.SECRET_KEY})  # fmt: skip

    def _start_nginx(self) -> None:
        run = self.folder / "run"
        addresses = {name: f"127.0.0.1:{port}" for name, port in self.ports.items()}
        edge = Edge(addresses["edge"], addresses["app"], str(run / "cache"), str(self.folder / "mirror"))
        whole = edge.write_alone(run)
        files = FILES.format(zipped=self.ports["zipped"], plain=self.ports["plain"], folder=self.folder / "files")
        with (run / "portal.conf").open("a") as configuration:
            configuration.write(files + f"include {settings.BASE_DIR}/deploy/nginx/types.conf;\n")
        self._started(command(whole), addresses["edge"], os.environ)

    def _started(self, arguments: list[str], address: str, environment) -> subprocess.Popen:
        process = subprocess.Popen(arguments, env=environment, cwd=settings.BASE_DIR)
        self.processes.append(process)
        if not is_listened_to(address, 60):
            raise AssertionError(f"{arguments} does not listen at {address}.")
        return process

    def _read(self, server: str, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[server]}{path}", timeout=60) as answer:  # noqa: S310
            self.headers = [pair for pair in answer.getheaders() if pair[0] not in ("Server", "Date", "Connection")]
            return answer.read()

    def _seen_after(self, slug: str) -> float:
        """Withdraw and publish a practice some times; return the longest time until its list showed it rightly."""
        record, longest = Practice.objects.get(slug=slug), 0.0
        path = f"/en/practices/?q=%22{record.title.split()[0]}%22&sort=published"
        for state in ["draft", "published"] * 3:
            self._read("edge", path)
            record.state = state
            record.save()
            begun = time.monotonic()
            while (slug.encode() in self._read("edge", path)) is not (state == "published"):
                if time.monotonic() - begun > 10:
                    raise AssertionError(f"{slug} is {state}, and the list does not say so after 10 s.")
                time.sleep(0.01)
            longest = max(longest, time.monotonic() - begun)
        return longest

    def stop(self) -> None:
        """End what was started."""
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
                process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
