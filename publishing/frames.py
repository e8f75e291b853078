"""Frames of lists: all of a page that stands around its filters and entries, rendered once and filled many times.

A page of a list differs from the next one by its filters and entries only; the template around them costs more time
than both. A frame is that template, rendered with slots where the reader's question shows.
"""

from copy import copy
from dataclasses import dataclass
from hashlib import blake2b

from django.conf import settings
from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from .drawing import escape
from .listing import Listing

# Marks that no text of a template or translation holds; the first one passes through an address unchanged.
ASKED, QUERY, DOWNLOAD, FILTERS, RESULTS = "-asked-by-the-reader-", "\1query", "\1download", "\1filters", "\1results"


@dataclass(frozen=True)
class Slots:
    """Stands in for a `Listing` while its frame is rendered."""

    heading: str
    lead: str
    query: str = QUERY
    download_url: str = DOWNLOAD
    filter_form: SafeString = SafeString(FILTERS)
    results: SafeString = SafeString(RESULTS)


def framed(template: str, page: Listing, request) -> SafeString:
    """Return the page of a list, its frame taken from memory where it was rendered before."""
    asked = request.META.get("QUERY_STRING", "")
    address = request.get_full_path().removeprefix(request.path) if asked else ""
    frame = _frame(template, page, request)
    for slot, html in (
        (f"?{ASKED}", escape(address)),
        (QUERY, escape(page.query)),
        (DOWNLOAD, escape(page.download_url)),
        (FILTERS, page.filter_form),
        (RESULTS, page.results),
    ):
        frame = frame.replace(slot, html)
    return mark_safe(frame)  # noqa: S308  every part is safe or was escaped


def _frame(template: str, page: Listing, request) -> str:
    where = (request.scheme, request.get_host(), request.path, get_language(), template, page.heading, page.lead)
    whose = (settings.PORTAL_NAME, settings.PORTAL_OWNER, settings.PORTAL_DISCLAIMER, settings.PORTAL_CONTACT_EMAIL)
    key = blake2b(repr((*where, *whose)).encode(), digest_size=16).hexdigest()
    frame = caches["parts"].get(key)
    if frame is None:
        nobody = copy(request)
        nobody.META = {**request.META, "QUERY_STRING": ASKED}
        frame = str(render_to_string(template, {"page": Slots(page.heading, page.lead)}, request=nobody))
        caches["parts"].set(key, frame)
    return frame
