"""Texts are plain: markup that somebody pastes or smuggles in is taken out when a record is saved.

What is shown is escaped by the templates all the same; two walls are better than one.
"""

import html
import re

import nh3
from django.db import models

from .fields import RichTextField

MARKUP = re.compile(r"<[a-zA-Z/!?]")
INVISIBLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def plain_text(text: str) -> str:
    """Return `text` without markup, control characters and marks that turn the direction of writing around.

    The words within tags stay, those of scripts and styles go. "5 < 7" and "under <18" stay as they are; what was
    written as text that only looks like a tag gets a space that takes its power.
    """
    text = INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not MARKUP.search(text):
        return text
    bare = html.unescape(nh3.clean(text, tags=set(), clean_content_tags={"script", "style"}))
    return MARKUP.sub(lambda found: f"< {found[0][1]}", bare)


def clean_texts(record: models.Model) -> None:
    """Take the markup out of all text fields of `record`; a rich text keeps what it may have."""
    for field in record._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField) and not field.choices:
            value = getattr(record, field.attname)
            if isinstance(value, str) and value:
                setattr(record, field.attname, cleaned(field, value))


def cleaned(field: models.Field, text: str) -> str:
    """Return `text` as `field` may hold it: the one rule for an original and for its translations."""
    return field.cleaned(text) if isinstance(field, RichTextField) else plain_text(text)


def cleaned_entry(field: models.Field, text: str) -> str:
    """Return what somebody entered for `field` as a form would hand it on: trimmed, one line where it holds one."""
    text = cleaned(field, text)
    return text.strip() if isinstance(field, models.TextField) else " ".join(text.split())
