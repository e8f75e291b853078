"""How a record stands in other languages, on its page in the admin."""

from django import template
from django.urls import reverse

from directory.names import language_name
from publishing.translating import Standing, direction, may_translate, standing

from ..translation_lists import Cell, languages_of, open_types

register = template.Library()


@register.inclusion_tag("desk/standings.html")
def standings(record, user):
    """List the languages with the standing of the record in each, and lead to where it is translated."""
    cells = [_cell(record, user, code) for code in languages_of(user) if code[:2] != record.language[:2]]
    # Many languages are missing in most records: those that somebody began with, or that the user writes, are news.
    told = [cell for cell in cells if cell.url or cell.standing != Standing.MISSING]
    return {"cells": told}


@register.simple_tag
def sees_translations(user) -> bool:
    """Tell whether the overview opens for `user`."""
    return bool(open_types(user))


@register.simple_tag
def language_of(code):
    """Return the name of a language and the direction in which it is written."""
    return {"name": language_name(code), "direction": direction(code)}


def _cell(record, user, code: str) -> Cell:
    may = may_translate(user, record, code)
    url = reverse("desk:translate", args=[record.kind(), record.pk, code]) if may else ""
    return Cell(code, language_name(code), standing(record, code), url)
