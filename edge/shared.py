"""Pages that processes and machines share through Redis. Where it is slow or away, each goes on with its own."""

import hashlib
import logging
import time
from functools import cache
from pathlib import Path

import redis
from django.conf import settings

from .pages import Page

log = logging.getLogger(__name__)
PATIENCE = 0.2  # seconds that Redis may take to answer
PAUSE = 5.0  # seconds for which a Redis that failed is left alone
KEPT_FOR = 24 * 3600
LARGEST = 256 * 1024  # bytes of a page that is shared


class SharedShelf:
    """The pages in Redis."""

    def __init__(self, url: str):
        self.client = redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        self.away_until = float("-inf")

    def get(self, key: str) -> Page | None:
        """Return the page that some process kept for `key`, of whatever state."""
        data = self._try(lambda: self.client.get(self._name(key)))
        try:
            page = Page.unpacked(data) if data else None
        except ValueError:
            return None
        return page if page and page.key == key else None

    def put(self, page: Page) -> None:
        """Let other processes have a page."""
        data = page.packed()
        if len(data) <= LARGEST:
            self._try(lambda: self.client.set(self._name(page.key), data, ex=KEPT_FOR))

    def drop(self, key: str) -> None:
        """Forget the page of `key`."""
        self._try(lambda: self.client.delete(self._name(key)))

    @staticmethod
    def _name(key: str) -> str:
        return f"edge:{code_digest()}:{hashlib.blake2b(key.encode(), digest_size=16).hexdigest()}"

    def _try(self, act):
        if time.monotonic() < self.away_until:
            return None
        try:
            return act()
        except redis.RedisError as fault:
            log.warning("Redis does not answer; pages are kept by each process alone for a while: %s", fault)
            self.away_until = time.monotonic() + PAUSE
            return None


class NothingShared:
    """Stands where no Redis is set."""

    def get(self, key: str) -> None:
        """Know no page."""

    def put(self, page: Page) -> None:
        """Keep nothing."""

    def drop(self, key: str) -> None:
        """Forget nothing."""


def shared_shelf() -> SharedShelf | NothingShared:
    """Return the shelf that the settings name."""
    return SharedShelf(settings.REDIS_URL) if settings.REDIS_URL else NothingShared()


@cache
def code_digest() -> str:
    """Return a digest of what pages are made with besides the records: two releases never share a page."""
    base = Path(settings.BASE_DIR)
    folders = [base / name for name in (*settings.PORTAL_ROOMS, "templates", "locale", "static")]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in KINDS]
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(files):
        digest.update(path.read_bytes())
    said = [settings.PORTAL_NAME, settings.PORTAL_OWNER, settings.PORTAL_DISCLAIMER, settings.PORTAL_CONTACT_EMAIL]
    digest.update(repr([*said, settings.PORTAL_DOMAIN, settings.HTTPS, settings.TIME_ZONE]).encode())
    return digest.hexdigest()


KINDS = {".py", ".html", ".xml", ".txt", ".po", ".css", ".js", ".svg", ".json"}
