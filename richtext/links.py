"""Addresses of links: which are kept, and what they are when wrappers and odd characters are taken off."""

import re
from urllib.parse import parse_qs, quote, urlsplit

import nh3

MAX_LENGTH = 2000
UNFIT = re.compile(r"[\s\"<>\\^`{|}]")
MAIL = re.compile(r"mailto:[^\s@:]+@[^\s@:]+\.[^\s@:?]+(\?\S*)?", re.IGNORECASE)
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff\ud800-\udfff]")
PROBE = nh3.Cleaner(tags={"a"}, attributes={"a": {"href"}}, url_relative="deny", link_rel=None)


def safe_href(href: str) -> str:
    """Return the address to keep: http, https or mailto; else "".

    Outlook's "safe links" and Google's redirects are taken off: they name the person who copied the text.
    """
    old, href = None, _trimmed(href[: MAX_LENGTH * 2])
    while href != old:
        old = f"https://{href}" if href.lower().startswith("www.") else href
        href = _trimmed(_unwrapped(old))
    href = UNFIT.sub(lambda found: quote(found[0]), href)
    return href if len(href) <= MAX_LENGTH and _sound(href) else ""


def _trimmed(href: str) -> str:
    """Return `href` as browsers read it: without tabs and line ends anywhere, and without spaces around it."""
    return UNSEEN.sub("", href).replace("\xa0", " ").strip()


def _unwrapped(href: str) -> str:
    """Return the address behind a redirect that mail programs and office suites put before it."""
    try:
        parts = urlsplit(href)
        host = parts.hostname or ""
        if host.endswith(".safelinks.protection.outlook.com"):
            return parse_qs(parts.query).get("url", [""])[0]
        if host == "www.google.com" and parts.path == "/url":
            query = parse_qs(parts.query)
            return (query.get("q") or query.get("url") or [""])[0]
    except ValueError:
        return ""
    return href


def _sound(href: str) -> bool:
    if MAIL.fullmatch(href):
        return _passes(href)
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    # Names and passwords in an address only serve to mislead about its host.
    sound = parts.scheme in {"http", "https"} and bool(parts.netloc) and "@" not in parts.netloc
    return sound and _passes(href)


def _passes(href: str) -> bool:
    """Tell whether the last step of the cleaning, which knows more of addresses, will keep this one."""
    return "href" in PROBE.clean(f'<a href="{href.replace("&", "&amp;")}">x</a>')
