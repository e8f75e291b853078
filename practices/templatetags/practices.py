"""Labels and evidence levels in the words of the rules."""

from django import template
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..grading import EVIDENCE_LEVELS, Label

register = template.Library()

LABEL_SENTENCES = {
    Label.SHARED: _("It is told here so that others know of it. It has not been assessed enough for more."),
    Label.EMERGING: _("Those who run it count what they do, and experts see a start."),
    Label.PROMISING: _("It was measured before and after, and experts rate it well."),
    Label.PROVEN: _("Strong studies found that it helps, and experts rate it well in every respect."),
}


@register.simple_tag
def label_tag(label):
    """Show a label as a word in a frame."""
    return format_html('<span class="label label--{}">{}</span>', str(label), capfirst(str(Label(label).label)))


@register.simple_tag
def label_sentence(label):
    """Say what a label means."""
    return LABEL_SENTENCES[Label(label)]


@register.simple_tag
def level_sentence(level):
    """Say what an evidence level means."""
    return EVIDENCE_LEVELS[level]
