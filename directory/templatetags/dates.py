"""Uncertain dates in templates."""

import re

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from directory.wording import describe

register = template.Library()


@register.filter
def describe_date(expression):
    """Return an EDTF expression in the reader's words."""
    return describe(expression)


@register.filter
def edtf(record, field):
    """Return the date in `field` of `record` as HTML, with the source's wording where it says it otherwise."""
    expression, written = getattr(record, field), getattr(record, f"{field}_as_written")
    if not expression:
        return _quote(written) if written else ""
    text = describe(expression)
    if re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?", expression):
        text = format_html('<time datetime="{}">{}</time>', expression, text)
    if not written or _plain(written) in {_plain(describe(expression, "en")), _plain(expression)}:
        return text
    return format_html("{} {}", text, _quote(written))


def _quote(written):
    return format_html('<span class="as-written">({} <q lang="en">{}</q>)</span>', _("in the source:"), written)


def _plain(text: str) -> str:
    return " ".join(text.replace("–", "-").lower().split())
