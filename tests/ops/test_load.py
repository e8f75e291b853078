"""Faults under load: what readers see while a worker is killed, the server started anew, the database restarted."""

import itertools
import os
import signal
import socket
import statistics
import threading
import time
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

import pytest

from .cluster import wait_for
from .site import PAGES, Site

pytestmark = pytest.mark.ops
AT_ONCE = 12
PER_WORKER = 4  # requests that one worker has in hand at most: its threads


@dataclass
class Visit:
    path: str
    begun: float
    seconds: float
    status: int
    text: str


class Load:
    """Readers who ask without a pause: for pages that are kept, and for searches that nobody asked before."""

    numbers = itertools.count()

    def __init__(self, site: Site, readers: int = AT_ONCE):
        self.site, self.visits, self.over = site, [], threading.Event()
        self.readers = [threading.Thread(target=self._read) for _reader in range(readers)]

    def __enter__(self):
        for reader in self.readers:
            reader.start()
        time.sleep(1)
        return self

    def __exit__(self, *fault):
        self.over.set()
        for reader in self.readers:
            reader.join()

    def _read(self) -> None:
        for path in itertools.cycle([*PAGES, "/en/practices/?q=housing{}", "/de/search/?q=stadt{}"]):
            if self.over.is_set():
                return
            begun, asked = time.monotonic(), path.format(next(self.numbers))
            try:
                answer = self.site.get(asked)
                status, text = answer.status, answer.text
            except (OSError, HTTPException) as fault:  # the other: an answer that broke off
                status, text = 0, str(fault)
            self.visits.append(Visit(asked, begun, time.monotonic() - begun, status, text))

    @property
    def failed(self) -> list[Visit]:
        return [visit for visit in self.visits if visit.status != 200]

    def well_after(self, moment: float) -> float:
        """Return how many seconds after `moment` the last visit began that failed."""
        return max((visit.begun - moment for visit in self.failed), default=0.0)

    def told(self, what: str) -> str:
        seconds = sorted(visit.seconds for visit in self.visits)
        p99 = statistics.quantiles(seconds, n=100)[98]
        return (
            f"{what}: {len(self.failed)} of {len(self.visits)} visits failed; "
            f"p50 {statistics.median(seconds) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, slowest {seconds[-1]:.2f} s"
        )


@pytest.fixture(scope="module")
def listening(site):
    """Start the server as systemd does: behind a socket that stays open."""
    site.kill(site.application)
    time.sleep(1)  # what it had in hand is closed
    with socket.create_server(("127.0.0.1", site.behind), backlog=2048) as opened:
        site.application = site.start_activated(opened)
        site.get("/en/practices/?q=anything", port=site.behind)
        yield opened
        site.kill(site.application)
    site.application = site.start_application()


def workers(master: int, listening: socket.socket) -> list[int]:
    """Return the server's workers: its children that hold the socket; the clock does not."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    name = f"socket:[{os.fstat(listening.fileno()).st_ino}]"
    return [int(pid) for pid in children if name in map(os.readlink, Path(f"/proc/{pid}/fd").iterdir())]


def test_worker_that_is_killed_takes_no_more_than_its_own_requests(site, listening):
    wait_for(lambda: len(workers(site.application.pid, listening)) == 2, 20, "both workers are there")
    before = workers(site.application.pid, listening)
    with Load(site) as load:
        killed_at = time.monotonic()
        os.kill(before[0], signal.SIGKILL)
        time.sleep(6)

    print(load.told("a worker killed"))
    assert before[0] not in workers(site.application.pid, listening)
    assert len(workers(site.application.pid, listening)) == 2
    assert len(load.visits) > 200
    assert len(load.failed) <= PER_WORKER
    assert load.well_after(killed_at) < 5


def test_server_that_is_started_anew_under_load_refuses_nobody(site, listening):
    with Load(site) as load:
        site.application.send_signal(signal.SIGTERM)
        assert site.application.wait(timeout=20) == 0
        site.application = site.start_activated(listening)
        time.sleep(6)

    print(load.told("started anew"))
    assert len(load.visits) > 200
    assert load.failed == []
    assert max(visit.seconds for visit in load.visits) < 10


def test_database_that_is_restarted_under_load_is_found_again_without_help(site, database, listening):
    with Load(site) as load:
        database.stop()
        database.start()
        there_at = time.monotonic()
        time.sleep(6)

    print(load.told("database restarted") + f"; well {load.well_after(there_at):.2f} s after it was there")
    assert {visit.status for visit in load.visits} <= {200, 503}
    assert load.well_after(there_at) < 5
    assert not any("Traceback" in visit.text for visit in load.failed)


def test_200_visitors_at_once_are_served(site, listening):
    with Load(site, readers=200) as load:
        time.sleep(10)
        over_at = time.monotonic()
    seconds = sorted(visit.seconds for visit in load.visits)

    print(load.told("200 visitors at once"))
    assert {visit.status for visit in load.visits} <= {200, 429, 503}
    assert len(load.failed) < len(load.visits) / 10
    assert seconds[int(len(seconds) * 0.99)] < 15
    assert site.get("/en/practices/?q=after+the+crowd").status == 200
    assert time.monotonic() - over_at < 5 + seconds[-1]
