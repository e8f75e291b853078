"""Uncertain dates in templates."""

from django import template

from directory.drawing import date_in_words_html
from directory.wording import describe

register = template.Library()


@register.filter
def describe_date(expression):
    """Return an EDTF expression in the reader's words."""
    return describe(expression)


@register.filter
def edtf(record, field):
    """Return the date in `field` of `record` as HTML, with the source's wording where it says it otherwise."""
    return date_in_words_html(record, field)
