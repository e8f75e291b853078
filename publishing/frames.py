"""Frames of pages: all that stands around what a page is about, rendered once and filled many times.

A page of a list differs from the next one by its filters and entries only, the page of a record by the record; the
template around them costs more time than both. A frame is that template, rendered with slots.
"""

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from hashlib import blake2b

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from .drawing import escape
from .listing import Listing

# Marks that no text of a template or translation holds; the first two pass through an address unchanged.
RECORD, ASKED = "-the-record-", "?-asked-by-the-reader-"
QUERY, DOWNLOAD, FILTERS, RESULTS = "\1query\2", "\1download\2", "\1filters\2", "\1results\2"
SLOT = re.compile(f"({RECORD}|{re.escape(ASKED)}|\1[a-z_]+\2)")
# The blocks of `base.html` that a record fills in, as `publishing/parts.html` hands them out one after the other.
PARTS = ("title", "description", "head_extra", "breadcrumb", "main")
NEXT_PART = "<!-- next part -->"  # a text of a record is escaped: it never holds this


@dataclass(frozen=True)
class Slots:
    """Stands in for a `Listing` while its frame is rendered."""

    heading: str
    lead: str
    query: str = QUERY
    download_url: str = DOWNLOAD
    filter_form: SafeString = SafeString(FILTERS)
    results: SafeString = SafeString(RESULTS)


def framed_list(template: str, page: Listing, request: HttpRequest) -> SafeString:
    """Return the page of a list, its frame taken from memory where it was rendered before."""

    def render() -> str:
        nobody = _asking(request, request.path)
        return render_to_string(template, {"page": Slots(page.heading, page.lead)}, request=nobody)

    pieces = _pieces(request, (request.path, template, page.heading, page.lead), render)
    return _filled(
        pieces,
        {
            ASKED: _asked(request),
            QUERY: escape(page.query),
            DOWNLOAD: escape(page.download_url),
            FILTERS: page.filter_form,
            RESULTS: page.results,
        },
    )


def framed_record(templates: list[str], context: dict, request: HttpRequest) -> SafeString:
    """Return the page of a record: the blocks of the first of `templates` that exists, in a frame from memory."""
    beyond = request.path.rstrip("/").rpartition("/")
    place = f"{beyond[0]}/{RECORD}/"

    def render() -> str:
        slots = {name: SafeString(f"\1{name}\2") for name in PARTS}
        return render_to_string("publishing/record_frame.html", {"slots": slots}, request=_asking(request, place))

    parts = render_to_string(templates, context | {"page_base": "publishing/parts.html"}, request=request)
    contents = {f"\1{name}\2": part for name, part in zip(PARTS, parts.split(NEXT_PART), strict=True)}
    pieces = _pieces(request, (place, "record"), render)
    return _filled(pieces, contents | {RECORD: escape(beyond[2]), ASKED: _asked(request)})


def _asking(request: HttpRequest, path: str) -> HttpRequest:
    """Return the request as if somebody asked for `path`, with a slot where the question stands."""
    nobody = copy(request)
    nobody.path = nobody.path_info = path
    nobody.META = {**request.META, "QUERY_STRING": ASKED[1:]}
    return nobody


def _asked(request: HttpRequest) -> str:
    """Return what stands after the path in the address, as HTML."""
    if not request.META.get("QUERY_STRING", ""):
        return ""
    return escape(request.get_full_path().removeprefix(request.path))


def _pieces(request: HttpRequest, which: tuple, render: Callable[[], str]) -> list[str]:
    """Return a frame cut at its slots: every second piece is the name of one."""
    whose = (settings.PORTAL_NAME, settings.PORTAL_OWNER, settings.PORTAL_DISCLAIMER, settings.PORTAL_CONTACT_EMAIL)
    where = (request.scheme, request.get_host(), get_language())
    key = blake2b(repr((*where, *which, *whose)).encode(), digest_size=16).hexdigest()
    pieces = caches["parts"].get(key)
    if pieces is None:
        pieces = SLOT.split(render())
        caches["parts"].set(key, pieces)
    return pieces


def _filled(pieces: list[str], contents: dict[str, str]) -> SafeString:
    filled = list(pieces)
    filled[1::2] = [contents[slot] for slot in pieces[1::2]]
    return SafeString("".join(filled))  # every part is safe or was escaped
