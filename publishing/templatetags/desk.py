"""Tags of the desk's pages."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from ..differences import GONE, NEW

register = template.Library()


@register.simple_tag
def pieces(spans):
    """Show a text with the words that went or came marked, by colour, by line and, for screen readers, by role."""
    tags = {GONE: ("del", _("taken out")), NEW: ("ins", _("added"))}

    def piece(kind: str, text: str):
        if kind not in tags:
            return text
        tag, title = tags[kind]
        return format_html('<{} title="{}">{}</{}>', tag, title, text, tag)

    return format_html_join("", "{}", ((piece(kind, text),) for kind, text in spans))
