"""Times pages inside one process, each in turn with a constant answer of the same bytes."""

import gzip
import io
import itertools
import random
import statistics
import time
from dataclasses import dataclass, field

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext

from index.store import store

from . import urls

WARMING = 3  # requests of each kind before any is timed


@dataclass
class Figures:
    """What one kind of page took: seconds for each request, and for the constant answer beside it."""

    name: str
    pages: list[float] = field(default_factory=list)
    constants: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    queries: int = 0
    body: bytes = b""

    @property
    def size(self) -> int:
        return len(self.body)

    @property
    def gzipped(self) -> int:
        return len(gzip.compress(self.body, 6))

    @property
    def p50(self) -> float:
        """The median in milliseconds."""
        return statistics.median(self.pages) * 1000

    @property
    def p99(self) -> float:
        """What 99 of 100 requests stayed below, in milliseconds."""
        return statistics.quantiles(self.pages, n=100)[98] * 1000

    @property
    def cpu(self) -> float:
        """The median of the processor time of this process in milliseconds: it tells more on a busy machine."""
        return statistics.median(self.worked) * 1000

    @property
    def ratio(self) -> float:
        """How fast the page is beside the constant answer: 1 would be as fast."""
        return statistics.median(self.constants) / statistics.median(self.pages)


class Reader:
    """Asks the portal as a server would, without a network between."""

    def __init__(self):
        self.application = WSGIHandler()

    def get(self, address: str) -> bytes:
        """Return the body of a page; raises AssertionError where the answer is no 200."""
        path, _mark, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(),
            "HTTP_HOST": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0),
        }  # fmt: skip
        told = []
        answer = self.application(environ, lambda status, headers: told.append(status))
        body = b"".join(answer)
        answer.close()
        assert told == ["200 OK"], (address, told)  # noqa: S101  a bench of error pages would lie
        return body


def take(reader: Reader, pages: dict[str, list[str]], rounds: int) -> list[Figures]:
    """Ask for one page of each kind in turn, `rounds` times, each followed by a constant answer of the same bytes.

    The last addresses of each kind warm up; those that are timed are others, where there are enough.
    """
    taken = [_warm(reader, name, addresses[-WARMING:]) for name, addresses in pages.items()]
    asked = [itertools.cycle(addresses[:-WARMING] or addresses) for addresses in pages.values()]
    for _round in range(rounds):
        for figures, addresses in zip(taken, asked, strict=True):
            urls.body = figures.body
            _time(reader, figures, next(addresses))
    return taken


def _warm(reader: Reader, name: str, addresses: list[str]) -> Figures:
    for address in addresses:
        reader.get(address)
    connection.force_debug_cursor = False
    with CaptureQueriesContext(connection) as asked:
        body = reader.get(addresses[-1])
    return Figures(name, body=body, queries=len(asked))


def _time(reader: Reader, figures: Figures, address: str) -> None:
    store().kept.pop("searched", None)  # the counts of a search are kept for its next page
    begun, worked = time.perf_counter(), time.process_time()
    reader.get(address)
    middle = time.perf_counter()
    figures.worked.append(time.process_time() - worked)
    reader.get("/bench-constant/")
    figures.pages.append(middle - begun)
    figures.constants.append(time.perf_counter() - middle)


def combinations(chance: random.Random, topics: list[str], countries: list[str], number: int) -> list[str]:
    """Return `number` different filters of the list, of one or two choices: no cache can hold their answers."""
    pairs = list(itertools.product(topics, countries))
    chance.shuffle(pairs)
    whole = [f"/en/practices/?topic={topic}&country={country}" for topic, country in pairs]
    singles = [f"/en/practices/?topic={topic}&status=running" for topic in topics]
    return (singles + whole)[:number]
