"""What a request asks for, as far as a public page may depend on it: an address and an encoding, and nothing else."""

import io
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_plus

from django.conf import settings
from django.urls import Resolver404, resolve

from .encoding import accepted

LONGEST = 2000  # characters of an address; longer ones are answered, but not kept
LONGEST_HOST = 255  # of a name in the DNS (RFC 1035)
# All that reaches a view from a request for a public page. No header that is not in the key can show in an answer.
PASSED_ON = {
    "SCRIPT_NAME", "PATH_INFO", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "SERVER_SOFTWARE", "REMOTE_ADDR",
    "REMOTE_PORT", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question for a public page: its key, the query without what no view reads, and the encoding of the answer."""

    key: str
    query: str
    encoding: str


def asked(environ: dict) -> Asked | None:
    """Return what a request asks for, or None where its answer is for nobody else.

    That is so for all but GET and HEAD, for whoever brings a session, a token or a preview, and outside public paths.
    """
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in environ or "HTTP_RANGE" in environ:
        return None
    cookies = environ.get("HTTP_COOKIE")
    if cookies and (settings.SESSION_COOKIE_NAME in cookies or settings.CSRF_COOKIE_NAME in cookies):
        return None
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    host = environ.get("HTTP_HOST", "")
    if len(path) + len(query) > LONGEST or len(host) > LONGEST_HOST or not is_public(path):
        return None
    return _asked(
        host,
        is_secure(environ),
        environ.get("SCRIPT_NAME", ""),
        path,
        query,
        environ.get("HTTP_ACCEPT_ENCODING", "")[:200],
    )


@lru_cache(maxsize=4096)
def _asked(host: str, secure: bool, script: str, path: str, query: str, encodings: str) -> Asked | None:
    known = parameters(path) if query else None
    kept = sifted(query, known)
    if any(name == "preview" for name, _part in _parts(kept)):
        return None
    return Asked(f"{'https' if secure else 'http'}://{host}{script}{path}?{kept}", kept, accepted(encodings))


@lru_cache(maxsize=8)
def _public(languages: tuple, others: tuple) -> tuple[str, ...]:
    return (*(f"/{code}/" for code, _name in languages), *others)


def is_public(path: str) -> bool:
    """Tell whether a path is one of those that readers and machines may share: under a language, or named so."""
    return path.startswith(_public(tuple(settings.LANGUAGES), tuple(settings.EDGE_PUBLIC_PATHS)))


def is_secure(environ: dict) -> bool:
    """Tell whether the reader came by HTTPS, as Django will see it."""
    header = settings.SECURE_PROXY_SSL_HEADER
    if header and header[0] in environ:
        return environ[header[0]].split(",", 1)[0].strip() == header[1]
    return environ.get("wsgi.url_scheme") == "https"


def parameters(path: str) -> frozenset[str] | None:
    """Return the names that the view behind `path` reads of a query, None where it does not say.

    A view says so by `parameters`: a collection of names, or a class method that returns one.
    """
    try:
        view = resolve(path.encode("latin-1").decode()).func
    except (Resolver404, UnicodeError):
        return None
    said = getattr(getattr(view, "view_class", view), "parameters", None)
    return None if said is None else frozenset(said() if callable(said) else said)


def sifted(query: str, known: frozenset[str] | None) -> str:
    """Return a query in the order of its names, without empty values and, where names are known, without others.

    Values of one name stay in their order: of a page number the last one counts.
    """
    pairs = [(name, part) for name, part in _parts(query) if known is None or (name in known and _has_value(part))]
    return "&".join(part for _name, part in sorted(pairs, key=lambda pair: pair[0]))


def _parts(query: str) -> list[tuple[str, str]]:
    return [(unquote_plus(part.partition("=")[0]), part) for part in query.split("&") if part]


def _has_value(part: str) -> bool:
    return bool(part.partition("=")[2])


def cleaned(environ: dict, asked: Asked) -> dict:
    """Return an environment that holds what is in the key and nothing else of the request: always a GET."""
    kept = {name: value for name, value in environ.items() if name in PASSED_ON or name.startswith("wsgi.")}
    return kept | {"REQUEST_METHOD": "GET", "QUERY_STRING": asked.query, "wsgi.input": io.BytesIO()}
