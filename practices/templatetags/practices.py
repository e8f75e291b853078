"""The parts of a practice's page, and its label."""

from django import template

from .. import drawing, judged_drawing

register = template.Library()


@register.simple_tag
def label_tag(label):
    """Show a label as a word in a frame."""
    return drawing.label_html(label)


@register.simple_tag
def practice_origin(practice):
    """Say who wrote what is told of a practice."""
    return drawing.origin_html(practice)


@register.simple_tag
def practice_facts(practice, list_url):
    """Show what stands at a glance; places and funds lead into the list at `list_url`."""
    return drawing.facts_html(practice, list_url)


@register.simple_tag
def practice_story(practice):
    """Show the photographs and the texts of a practice."""
    return drawing.story_html(practice)


@register.simple_tag
def practice_judged(practice, panel, check):
    """Show how well a practice is known: evidence, assessment, the editors' check."""
    return judged_drawing.judged_html(practice, panel, check)
