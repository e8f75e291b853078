"""A copy of all public pages as files, made by reading the portal as a search engine does: the last resort.

It begins with the sitemap and follows the links of what it finds. Only what everybody may keep is copied.
"""

import gzip
import html
import io
import re
import shutil
from collections import deque
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .encoding import is_compressible

BEGINNINGS = ("/robots.txt", "/sitemap.xml")
LINKS = re.compile(rb"""(?:href|src)=["']([^"'?#]+)["'#]|<loc>([^<]+)</loc>|url\(["']?([^"')?#]+)["']?\)""")
READ_ON = ("text/html", "text/css", "application/xml")


class IncompleteMirror(Exception):
    """A page of the portal could not be copied."""


class Mirror:
    """Copies the portal that a WSGI application answers for into a folder."""

    def __init__(self, application: Callable, host: str, scheme: str, start: str):
        self.application, self.host, self.scheme = application, host, scheme
        self.start = start
        self.waiting = deque([start, *BEGINNINGS])
        self.known = set(self.waiting)
        self.written = 0

    def write(self, folder: Path, told: Callable[[int, int], None] = lambda done, left: None) -> int:
        """Copy everything into `folder`, which changes only when all is there, and return the number of files.

        Raises IncompleteMirror where the portal fails on a page; the earlier copy then stays.
        """
        fresh, old = folder.with_name(f"{folder.name}.new"), folder.with_name(f"{folder.name}.old")
        for left_over in (fresh, old):
            shutil.rmtree(left_over, ignore_errors=True)
        while self.waiting:
            self._copy(self.waiting.popleft(), fresh)
            told(self.written, len(self.waiting))
        home = fresh / self.start.strip("/") / "index.html"
        if not home.exists():
            raise IncompleteMirror(f"{self.start} is not there for {self.host}. Is it among ALLOWED_HOSTS?")
        shutil.copy(home, fresh / "index.html")
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
        return self.written

    def _copy(self, path: str, folder: Path) -> None:
        status, headers, body = self._read(path)
        if status >= 500:
            raise IncompleteMirror(f"{path} answers {status}.")
        policy, kind = headers.get("cache-control", ""), headers.get("content-type", "")
        if status != 200 or "public" not in policy:
            return  # gone since, moved, or somebody's own
        if "?" not in path:  # but for a further page of the sitemap, which is read only
            self._write(folder / place_of(path, kind), kind, body)
        if kind.startswith(READ_ON):
            self._note_links(body, path)

    def _write(self, target: Path, kind: str, body: bytes) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
        if is_compressible(kind):
            target.with_name(f"{target.name}.gz").write_bytes(gzip.compress(body, 6, mtime=0))
        self.written += 1

    def _note_links(self, body: bytes, page: str) -> None:
        for found in LINKS.finditer(body):
            link = html.unescape(next(filter(None, found.groups())).decode("utf-8", "replace"))
            parts = urlsplit(link)
            is_ours = parts.scheme in ("", self.scheme) and parts.netloc in ("", self.host)
            path = parts.path if parts.path.startswith("/") else f"{page.rpartition('/')[0]}/{parts.path}"
            path += f"?{parts.query}" if parts.query else ""
            if is_ours and parts.path and ".." not in path and path not in self.known:
                self.known.add(path)
                self.waiting.append(path)

    def _read(self, path: str) -> tuple[int, dict[str, str], bytes]:
        name, _colon, port = self.host.partition(":")
        path, _mark, query = path.partition("?")
        told: list = []
        environ = {
            "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": unquote(path, "latin-1"), "QUERY_STRING": query,
            "SERVER_NAME": name, "SERVER_PORT": port or "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": self.host,
            "REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": self.scheme, "wsgi.version": (1, 0),
            "wsgi.url_scheme": self.scheme, "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
        }  # fmt: skip
        answer = self.application(environ, lambda status, headers, exc_info=None: told.append((status, headers)))
        try:
            body = b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        status, headers = told[-1]
        return int(status[:3]), {key.lower(): value for key, value in headers}, body


def place_of(path: str, kind: str) -> str:
    """Return the file that a path is copied to: a path that ends with a stroke is a folder with an index in it."""
    plain = unquote(path).lstrip("/")
    return f"{plain}index.{'html' if kind.startswith('text/html') else 'xml'}" if path.endswith("/") else plain
