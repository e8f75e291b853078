"""The parts of which pages are made: one tag, one template each. The style guide shows them all."""

import logging

from django import template
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override

from publishing.drawing import (
    alert_html,
    card_html,
    chips_html,
    date_html,
    empty_html,
    facet_html,
    fact_html,
    lang_html,
    pager_html,
)
from publishing.record_drawing import (
    breadcrumb_html,
    bullets_html,
    disputes_html,
    page_header_html,
    sources_html,
    terms_html,
    translation_note_html,
)
from richtext import CLEANER

log = logging.getLogger(__name__)
register = template.Library()

MAP_CLASSES = 5
SMALL_STATES = {"MLT", "LUX", "CYP", "LIE", "AND", "MCO", "SMR"}


def component(name):
    """Register an inclusion tag whose template is `components/<name>.html`."""
    return register.inclusion_tag(f"components/{name}.html")


@register.filter
def file_size(file):
    """Say in brackets how large a file is; nothing where the store has lost it: the page around it is read still."""
    try:
        return f"({filesizeformat(file.size)})"
    except Exception as fault:  # each kind of store has faults of its own
        log.error("The file %s is lost: %s", file.name, fault)
        return ""


@register.simple_tag
def lang_attr(language):
    """Return a `lang` attribute where a text is in another language than the page."""
    return mark_safe(lang_html(language))  # noqa: S308  escaped there


@register.simple_tag
def breadcrumb(current, parent="", parent_url=""):
    """Show the way from home to this page, with one page between where `parent` is given."""
    return breadcrumb_html(current, parent, parent_url)


@register.simple_tag
def page_header(title, lead="", kicker="", language=""):
    """Open a page: its title, what it is (`kicker`) and one or two sentences (`lead`)."""
    return page_header_html(title, lead, kicker, language)


@register.simple_tag
def card(item, text="", level=3):
    """Show one record in a list; `text` stands in for its summary, `level` is that of its heading (2 or 3)."""
    return card_html(item, escape(item.title), escape(text or item.summary), level)


@register.simple_tag
def date_block(block, past=False):
    """Show a date as the leaf of a calendar, with no more parts than are known."""
    return date_html(block, past)


@register.simple_tag
def chips(items, clear_url):
    """Show the chosen filters, each as a link that removes it."""
    return chips_html(items, clear_url)


@component("choices")
def choices(label, choices):
    """Offer a few views of one page as links, of which one is current; each has `label`, `url` and `is_chosen`."""
    return {"label": label, "choices": choices}


@register.simple_tag
def facet(facet):
    """Show one filter with its choices and their counts."""
    return facet_html(facet)


@register.simple_tag
def pager(pager):
    """Link the pages of a list; nothing where there is one page only."""
    return pager_html(pager)


@register.simple_tag
def alert(text, level="info"):
    """Show a message; `level` is info, ok or error."""
    return alert_html(text, level)


@register.simple_tag
def fact(term, value, language="", ordered=False):
    """Show one fact in a `<dl class="facts">`: several lines become a list, `ordered` numbers them."""
    return fact_html(term, value, language, ordered)


@register.simple_tag
def bullets(text, language=""):
    """Show a text of one entry a line as a list."""
    return bullets_html(text, language)


@component("file_list")
def file_list(documents):
    """List documents; one that the portal does not hold is named as such."""
    return {"documents": documents}


@register.simple_tag
def sources(citations):
    """List the sources of a record's facts with the place, the date and the claim."""
    return sources_html(citations)


@register.simple_tag
def disputes(disputes):
    """Show what sources say differently, side by side."""
    return disputes_html(disputes)


@component("timeline")
def timeline(steps):
    """Draw a line in time; a step has `label`, `url`, `lifespan`, `is_current`, `happened` and `how`."""
    return {"steps": steps}


@register.simple_tag
def terms(record, list_url):
    """Show topics, target groups and countries of a record as links into its list."""
    return terms_html(record, list_url)


@register.filter
def rich(text):
    """Show a rich text: cleaned when it was saved, and once more here."""
    return mark_safe(CLEANER.clean(text))  # noqa: S308  cleaned


@register.simple_tag
def translation_note(record):
    """Say of which language a text is, or from which it was translated, by whom, and whether it is up to date."""
    return translation_note_html(record)


@register.simple_tag
def empty_state(text, url, label):
    """Say that nothing was found and offer a way on."""
    return empty_html(text, url, label)


@component("figures")
def figures(figures):
    """Show a few numbers large: pairs of number and label."""
    return {"figures": figures}


@component("country_map")
def country_map(rows, shapes, note=""):
    """Draw Europe with a colour class and a link for each of `rows`: they have `country`, `total` and `url`.

    `note` says in a sentence what was counted.
    """
    top = max((row.total for row in rows), default=0)
    drawn = []
    for row in rows:
        code = row.country.code3
        if code in shapes.paths:
            level = min(MAP_CLASSES - 1, row.total * MAP_CLASSES // (top + 1))
            small = shapes.middles[code] if code in SMALL_STATES else None
            drawn.append({"row": row, "path": shapes.paths[code], "level": level, "middle": small})
    there = {entry["row"].country.code3 for entry in drawn}
    steps = [_step(number, top) for number in range(MAP_CLASSES)] if top else []
    return {
        "shapes": shapes,
        "note": note,
        "drawn": drawn,
        "rest": "".join(path for code, path in shapes.paths.items() if code not in there),
        "legend": [(number, text) for number, text in enumerate(steps) if text],
    }


def _step(number: int, top: int) -> str:
    """Return the figures of one colour class, as "4–6", or "" where no whole number falls into it."""
    low = -(-number * (top + 1) // MAP_CLASSES)
    high = -(-(number + 1) * (top + 1) // MAP_CLASSES) - 1
    if high < max(low, 1):
        return ""
    return str(high) if high == max(low, 1) else f"{max(low, 1)}–{high}"


@component("language_links")
def language_links(request):
    """Link the same page in the other languages of the portal."""
    return {"links": _translations(request), "current": (get_language() or "en")[:2]}


@component("alternates")
def alternates(request):
    """Name the same page in other languages for machines, and its own lasting address."""
    links = [(code, request.build_absolute_uri(url)) for code, _name, url in _translations(request)]
    return {"links": links, "canonical": request.build_absolute_uri().partition("?")[0]}


def _translations(request) -> list[tuple[str, str, str]]:
    """Return code, name and address for each language; one that has no other languages leads to the start page.

    Pages bear the same address in each language but for the first part, the language itself.
    """
    if getattr(request, "resolver_match", None) is None:
        return [(code, name, _home(code)) for code, name in settings.LANGUAGES]
    path, current = request.get_full_path(), f"/{(get_language() or 'en')[:2]}/"
    rest = path.removeprefix(current) if path.startswith(current) else None
    return [(code, name, _home(code) if rest is None else f"/{code}/{rest}") for code, name in settings.LANGUAGES]


def _home(code: str) -> str:
    with override(code):
        return reverse("home")
