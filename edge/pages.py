"""Pages as they are kept: a body in the encodings that were asked for, and headers that name nobody."""

import json
import threading
from dataclasses import dataclass, field
from hashlib import blake2b
from wsgiref.handlers import format_date_time

from .encoding import IDENTITY, WORTH_IT, decode, encode, is_compressible

SETTLED = 2  # seconds after a state was first seen from which that second can tell states apart
# What the answer itself brings anew, and what belongs to one request only.
NOT_KEPT = {
    "content-length", "content-encoding", "vary", "etag", "last-modified", "date", "server", "connection",
    "cache-control", "expires", "x-request-id",
}  # fmt: skip
POLICY = "public, max-age=0, stale-if-error=86400"


@dataclass
class Page:
    """A public page, true for the state `state`, which was first seen at `seen_at`, and asked for as `key`."""

    key: str
    state: str
    seen_at: float
    headers: list[tuple[str, str]]
    bodies: dict[str, bytes]
    digest: str = ""
    ready: dict[str, tuple[bytes, str, list[tuple[str, str]]]] = field(default_factory=dict)
    was_used: bool = False

    @classmethod
    def made(cls, key: str, state: str, seen_at: float, headers: list[tuple[str, str]], body: bytes) -> "Page":
        """Return the page of an answer."""
        kept = [(name, value) for name, value in headers if name.lower() not in NOT_KEPT]
        return cls(key, state, seen_at, kept, {IDENTITY: body}, blake2b(body, digest_size=12).hexdigest())

    @property
    def size(self) -> int:
        """About how many bytes the page takes."""
        return 1500 + sum(len(body) for body in [*self.bodies.values()])  # another thread may add one

    @property
    def is_compressible(self) -> bool:
        kind = next((value for name, value in self.headers if name.lower() == "content-type"), "")
        return is_compressible(kind)

    def answer(self, encoding: str) -> tuple[bytes, str, list[tuple[str, str]]]:
        """Return body, entity tag and the headers that every answer in this encoding has."""
        made = self.ready.get(encoding)
        if made is None:
            made = self.ready[encoding] = self._answer(encoding)
        return made

    def _answer(self, encoding: str) -> tuple[bytes, str, list[tuple[str, str]]]:
        body = self._body(encoding)
        is_encoded = body is not self.bodies.get(IDENTITY)
        tag = f'"{self.digest}-{encoding}"' if encoding and is_encoded else f'"{self.digest}"'
        headers = [*self.headers, ("Vary", "Accept-Encoding"), ("Cache-Control", POLICY), ("ETag", tag)]
        if encoding and is_encoded:
            headers.append(("Content-Encoding", encoding))
        return body, tag, headers

    def _body(self, encoding: str) -> bytes:
        if encoding and not self.is_compressible:
            encoding = IDENTITY
        if encoding not in self.bodies:
            known, body = next(iter(self.bodies.items()))
            plain = decode(body, known)
            if len(plain) < WORTH_IT:
                encoding = IDENTITY
            self.bodies[encoding] = encode(plain, encoding)
        return self.bodies[encoding]

    def slimmed(self, encoding: str) -> "Page":
        """Drop the plain body where an encoded one holds the same: it is four times as large."""
        self.answer(encoding)
        if encoding != IDENTITY and encoding in self.bodies and len(self.bodies) > 1:
            del self.bodies[IDENTITY]
        return self

    def last_modified(self, now: float) -> str:
        """Return since when the page is known to be true as a date of HTTP, "" while that second may bring another one.

        Not when something was written: a day that turns or a new release changes pages too, and what was written in
        one second may be seen in another.
        """
        return format_date_time(self.seen_at) if 0 < self.seen_at <= now - SETTLED else ""

    def packed(self) -> bytes:
        """Return the page as bytes, for other processes."""
        encoding, body = next(reversed(self.bodies.items()))
        head = [self.key, self.state, self.seen_at, self.headers, self.digest, encoding]
        return json.dumps(head).encode() + b"\n" + body

    @classmethod
    def unpacked(cls, data: bytes) -> "Page":
        """Return the page of `packed`; raises ValueError where the bytes are none."""
        head, mark, body = data.partition(b"\n")
        try:
            key, state, seen_at, headers, digest, encoding = json.loads(head)
            pairs = [(str(name), str(value)) for name, value in headers]
        except TypeError as fault:
            raise ValueError("These bytes are no page.") from fault
        if not mark:
            raise ValueError("These bytes are no page.")
        return cls(key, state, seen_at, pairs, {encoding: body}, digest)


class Shelf:
    """The pages in this process's memory, of `most` bytes together; what was not asked for again goes first."""

    def __init__(self, most: int):
        self.most, self.bytes = most, 0
        self.pages: dict[str, Page] = {}
        self.sizes: dict[str, int] = {}
        self.lock = threading.Lock()

    def get(self, key: str) -> Page | None:
        """Return the page kept for `key`, of whatever state."""
        page = self.pages.get(key)
        if page is not None:
            page.was_used = True
        return page

    def put(self, page: Page) -> None:
        """Keep a page, making room for it."""
        with self.lock:
            self._drop(page.key)
            self.pages[page.key], self.sizes[page.key] = page, page.size
            self.bytes += page.size
            while self.bytes > self.most and self.pages:
                self._let_go()

    def grown(self, page: Page) -> None:
        """Count a page anew that got a body in another encoding."""
        if self.pages.get(page.key) is page and self.sizes.get(page.key) != page.size:
            self.put(page)

    def drop(self, key: str) -> None:
        """Forget the page of `key`."""
        with self.lock:
            self._drop(key)

    def _let_go(self) -> None:
        key, page = next(iter(self.pages.items()))
        if page.was_used and len(self.pages) > 1:
            page.was_used = False
            self.pages[key] = self.pages.pop(key)  # to the end of the queue, once
        else:
            self._drop(key)

    def _drop(self, key: str) -> None:
        if self.pages.pop(key, None) is not None:
            self.bytes -= self.sizes.pop(key)
