"""A reader who asks the portal as a server does, through the page cache."""

import io
import time
from dataclasses import dataclass

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from edge.counter import Counter
from edge.encoding import decode
from edge.wrapper import PageCache


@dataclass
class Answer:
    """What came back: the status, the headers by their names in small letters, and the body as it travelled."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return decode(self.body, self.headers.get("content-encoding", "")).decode()


class Reader:
    """Asks one process of the portal."""

    def __init__(self, every: float = 0.1):
        self.cache = PageCache(WSGIHandler(), Counter(every))

    def get(self, path: str, method: str = "GET", **headers) -> Answer:
        """Return the answer for a path with its query; `headers` by their names, as if_none_match."""
        path, _mark, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "testserver",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "testserver", "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
        }  # fmt: skip
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        told = []
        pieces = self.cache(environ, lambda status, headers, exc_info=None: told.append((status, headers)))
        body = b"".join(pieces)
        if hasattr(pieces, "close"):
            pieces.close()
        status, given = told[-1]
        names = [name.lower() for name, _value in given]
        assert len(names) == len(set(names)), names
        return Answer(int(status[:3]), {name.lower(): value for name, value in given}, body)

    def seconds_until(self, is_so, *paths: str) -> float:
        """Ask for each path until `is_so(answer)`; return how late anybody asked in vain. Fails after three seconds."""
        begun, late = time.monotonic(), 0.0
        for path in paths:
            while True:
                asked = time.monotonic() - begun  # an answer that takes its time is not an old one
                if is_so(self.get(path)):
                    break
                assert asked < 3, path
                late = max(late, asked)
                time.sleep(0.02)
        return late


@pytest.fixture(autouse=True)
def _one_connection():
    """Keep the test's transaction: after each request Django would close its connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def reader() -> Reader:
    """Return a reader whose process looks for changes ten times a second."""
    return Reader()
