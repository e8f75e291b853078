"""Uncertain dates as HTML: in the reader's words, with the source's wording where it says it otherwise."""

import re
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .wording import describe

CALENDAR_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?")


def date_in_words_html(record, field: str) -> SafeString:
    """Return the uncertain date in `field` of `record`; nothing where neither date nor wording is known."""
    expression, written = getattr(record, field), getattr(record, f"{field}_as_written")
    if not expression:
        return _quote(written) if written else SafeString("")
    text = escape(describe(expression))
    if CALENDAR_DATE.fullmatch(expression):
        text = f'<time datetime="{expression}">{text}</time>'
    if written and _plain(written) not in {_plain(describe(expression, "en")), _plain(expression)}:
        text = f"{text} {_quote(written)}"
    return mark_safe(text)  # noqa: S308  every part is escaped


def _quote(written: str) -> SafeString:
    start = escape(_("in the source:"))
    return mark_safe(f'<span class="as-written">({start} <q lang="en">{escape(written)}</q>)</span>')  # noqa: S308


def _plain(text: str) -> str:
    return " ".join(text.replace("–", "-").lower().split())
