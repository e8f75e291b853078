"""The page cache: a WSGI application around Django's, which answers for public pages what it knows to be true still.

A page is true for one state of the portal (`counter`). After any change, and when a day turns, it is made anew.
"""

import contextlib
import itertools
import threading
import time
from collections.abc import Callable, Iterable

from django.conf import settings

from index.store import times_behind

from .asking import Asked, asked, cleaned
from .counter import Counter
from .encoding import flowing, is_compressible
from .pages import POLICY, Page, Shelf
from .shared import shared_shelf

LARGEST = 512 * 1024  # bytes of a page that is kept
LONGEST_WAIT = 30.0  # seconds for which one request lets another one make the page that both want
SHARED_STATUSES = ("200", "301", "404", "410")  # what all readers may be told; only the first one is kept
PRIVATE = "private, no-store"
Headers = list[tuple[str, str]]


class PageCache:
    """Answers public pages from memory; everything else goes through."""

    def __init__(self, application: Callable, counter: Counter | None = None):
        self.application = application
        self.counter = counter or Counter()
        self.shelf = Shelf(settings.PAGE_CACHE_MB * 1024 * 1024)
        self.shared = shared_shelf()
        self.flights: dict[str, threading.Lock] = {}

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        question = asked(environ) if self.shelf.most else None
        if question is None:
            return self._passed_on(environ, start_response)
        state = self.counter.look()
        page = self.shelf.get(question.key)
        if page is not None and page.state == state and not self.counter.is_away:
            return self._answer(page, question, environ, start_response)
        return self._found_or_made(question, environ, start_response)

    def _passed_on(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        answer = self.application(environ, _private_unless_said(start_response))
        if environ["REQUEST_METHOD"] != "HEAD":
            return answer
        getattr(answer, "close", lambda: None)()
        return []

    def _found_or_made(self, question: Asked, environ: dict, start_response: Callable) -> Iterable[bytes]:
        with self._flight(question.key):
            state = self.counter.look()
            page = self._found(question.key, state)
            if page is None:
                page = self._made(question, state, environ)
        if isinstance(page, Page):
            return self._answer(page, question, environ, start_response)
        return page.give(start_response, environ["REQUEST_METHOD"] == "HEAD", question.encoding)

    def _found(self, key: str, state: str) -> Page | None:
        """Return the page that is true, or that has to do while the database is away; None where there is none.

        Behind a proxy no page of an earlier state has to do: what the proxy keeps is what readers saw last, whichever
        process made it, and this process may hold an older one.
        """
        may_be_old = self.counter.may_serve_stale and not settings.TRUST_FORWARDED_FOR
        page = self.shelf.get(key)
        if page and (page.state == state or may_be_old):
            return page
        page = self.shared.get(key)
        if page and (page.state == state or may_be_old):
            self.shelf.put(page)
            return page
        return None

    def _made(self, question: Asked, state: str, environ: dict) -> "Page | Passing":
        """Let Django make the page, and keep it where it is for everybody."""
        behind = times_behind()
        seen_at = self.counter.state.seen_at if self.counter.state else 0.0
        answer = Passing.taken(self.application, cleaned(environ, question))
        if answer.status[0] == "5":
            self.counter.look_now()
            if self.counter.may_serve_stale and (old := self._found(question.key, state)):
                answer.close()
                return old
        elif answer.status[:3] != "200":
            self.shelf.drop(question.key)
            self.shared.drop(question.key)
        elif answer.is_whole and answer.is_for_everybody:
            page = Page.made(question.key, state, seen_at, answer.headers, answer.body)
            if state and times_behind() == behind:
                self.shelf.put(page.slimmed(question.encoding))
                self.shared.put(page)
            return page
        return answer

    def _answer(self, page: Page, question: Asked, environ: dict, start_response: Callable) -> list[bytes]:
        body, tag, headers = page.answer(question.encoding)
        now = time.time()
        headers = [*headers] if self.counter.is_away else [("X-Accel-Expires", f"@{int(now)}"), *headers]
        if date := page.last_modified(now):
            headers.append(("Last-Modified", date))
        if _knows(environ, tag, date):
            start_response("304 Not Modified", [pair for pair in headers if pair[0] not in NOT_IN_304])
            return []
        self.shelf.grown(page)
        headers.append(("Content-Length", str(len(body))))
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    @contextlib.contextmanager
    def _flight(self, key: str):
        """Let one request at a time make the page of `key`: the others find it when their turn comes."""
        lock = self.flights.setdefault(key, threading.Lock())
        is_mine = lock.acquire(timeout=LONGEST_WAIT)
        try:
            yield
        finally:
            self.flights.pop(key, None)
            if is_mine:
                lock.release()


NOT_IN_304 = {"Content-Type", "Content-Encoding", "Content-Language", "Content-Disposition"}


class Passing:
    """An answer of Django's on its way: gathered where it is small, else to be passed on piece by piece."""

    def __init__(self, status: str, headers: Headers, pieces: list[bytes], rest: Iterable[bytes], close: Callable):
        self.status, self.headers, self.pieces, self.rest, self.close = status, headers, pieces, rest, close

    @classmethod
    def taken(cls, application: Callable, environ: dict) -> "Passing":
        """Return the application's answer. Raises what it raises while the first pieces are made."""
        told: list = []
        answer = application(environ, lambda status, headers, exc_info=None: told.append((status, headers)))
        close = getattr(answer, "close", lambda: None)
        pieces, flow, size = [], iter(answer), 0
        try:
            for piece in flow:
                pieces.append(piece)
                size += len(piece)
                if size > LARGEST:
                    return cls(*told[-1], pieces, flow, close)
        except BaseException:
            close()
            raise
        close()
        return cls(*told[-1], pieces, (), lambda: None)

    @property
    def is_whole(self) -> bool:
        return self.rest == ()

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)

    @property
    def is_for_everybody(self) -> bool:
        """Tell whether the answer may be shared: nobody is named in it, and nothing else was said of it."""
        names = {name.lower() for name, _value in self.headers}
        varies = ",".join(value.lower() for name, value in self.headers if name.lower() == "vary")
        policy = " ".join(value for name, value in self.headers if name.lower() == "content-security-policy")
        is_free = not names & {"set-cookie", "cache-control"} and "cookie" not in varies and "*" not in varies
        return is_free and "'nonce-" not in policy and self.status[:3] in SHARED_STATUSES

    def give(self, start_response: Callable, is_head: bool, encoding: str) -> Iterable[bytes]:
        """Answer with it, compressed on the way where that is asked for and pays."""
        headers, flow = self._said(), itertools.chain(self.pieces, self.rest)
        kind = next((value for name, value in headers if name.lower() == "content-type"), "")
        if encoding and is_compressible(kind) and not self._has(headers, "content-encoding"):
            headers = [pair for pair in headers if pair[0].lower() not in ("content-length", "etag")]
            headers.append(("Content-Encoding", encoding))
            flow = flowing(flow, encoding)
        start_response(self.status, headers)
        if is_head:
            self.close()
            return []
        return _Flow(flow, self.close)

    def _said(self) -> Headers:
        if not self.is_for_everybody:
            said = self._has(self.headers, "cache-control")
            return [*self.headers] if said else [*self.headers, ("Cache-Control", PRIVATE)]
        headers = [pair for pair in self.headers if pair[0].lower() != "vary"]
        headers += [("Vary", "Accept-Encoding"), ("Cache-Control", POLICY)]
        return [("X-Accel-Expires", f"@{int(time.time())}"), *headers] if self.is_whole else headers

    @staticmethod
    def _has(headers: Headers, name: str) -> bool:
        return any(pair[0].lower() == name for pair in headers)


class _Flow:
    """Pieces of an answer, and what is to be done when the server has sent them or given up."""

    def __init__(self, pieces: Iterable[bytes], close: Callable):
        self.pieces, self.close = pieces, close

    def __iter__(self):
        return iter(self.pieces)


def _knows(environ: dict, tag: str, date: str) -> bool:
    """Tell whether the reader holds this very page already."""
    if tags := environ.get("HTTP_IF_NONE_MATCH"):
        return tags.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in tags.split(","))
    return bool(date) and environ.get("HTTP_IF_MODIFIED_SINCE") == date


def _private_unless_said(start_response: Callable) -> Callable:
    """Return a `start_response` that lets no cache keep an answer which says nothing of caches."""

    def started(status: str, headers: Headers, exc_info=None):
        if not any(name.lower() == "cache-control" for name, _value in headers):
            headers = [*headers, ("Cache-Control", PRIVATE)]
        return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

    return started
