"""The parts of which pages are made: one tag, one template each. The style guide shows them all."""

from django import template
from django.conf import settings
from django.urls import Resolver404, resolve, reverse, translate_url
from django.utils.html import format_html
from django.utils.translation import get_language, get_language_info, override

register = template.Library()

MAP_CLASSES = 5
SMALL_STATES = {"MLT", "LUX", "CYP", "LIE", "AND", "MCO", "SMR"}


def component(name):
    """Register an inclusion tag whose template is `components/<name>.html`."""
    return register.inclusion_tag(f"components/{name}.html")


@register.simple_tag
def lang_attr(language):
    """Return a `lang` attribute where a text is in another language than the page."""
    page = (get_language() or "en")[:2]
    return format_html(' lang="{}"', language) if language and language[:2] != page else ""


@component("breadcrumb")
def breadcrumb(current, parent="", parent_url=""):
    """Show the way from home to this page, with one page between where `parent` is given."""
    return {"current": current, "parent": parent, "parent_url": parent_url}


@component("page_header")
def page_header(title, lead="", kicker="", language=""):
    """Open a page: its title, what it is (`kicker`) and one or two sentences (`lead`)."""
    return {"title": title, "lead": lead, "kicker": kicker, "language": language}


@component("card")
def card(item, text="", level=3):
    """Show one record in a list; `text` stands in for its summary, `level` is that of its heading (2 or 3)."""
    excerpt = getattr(item, "excerpt", "")
    return {
        "item": item,
        "title": getattr(item, "marked_title", item.title),
        "date": item.card_date,
        "past": getattr(item, "is_past", False),
        "meta": item.card_meta,
        "text": text or excerpt,
        "level": level,
    }


@component("date_block")
def date_block(block, past=False):
    """Show a date as the leaf of a calendar, with no more parts than are known."""
    return {"block": block, "past": past}


@component("chips")
def chips(items, clear_url):
    """Show the chosen filters, each as a link that removes it."""
    return {"items": items, "clear_url": clear_url}


@component("facet")
def facet(facet):
    """Show one filter with its choices and their counts."""
    return {"facet": facet}


@component("pager")
def pager(pager):
    """Link the pages of a list; nothing where there is one page only."""
    return {"pager": pager}


@component("alert")
def alert(text, level="info"):
    """Show a message; `level` is info, ok or error."""
    return {"text": text, "level": level}


@component("fact")
def fact(term, value, language=""):
    """Show one fact in a `<dl class="facts">`: several lines become a list, no value shows nothing."""
    lines = str(value).splitlines() if value else []
    is_html = hasattr(value, "__html__")
    return {
        "term": term,
        "value": value,
        "lines": lines,
        "is_list": len(lines) > 1 and not is_html,
        "language": language,
    }


@component("bullets")
def bullets(text, language=""):
    """Show a text of one entry a line as a list."""
    return {"lines": text.splitlines(), "language": language}


@component("file_list")
def file_list(documents):
    """List documents; one that the portal does not hold is named as such."""
    return {"documents": documents}


@component("sources")
def sources(citations):
    """List the sources of a record's facts with the place, the date and the claim."""
    return {"citations": citations}


@component("disputes")
def disputes(disputes):
    """Show what sources say differently, side by side."""
    return {"disputes": disputes}


@component("timeline")
def timeline(steps):
    """Draw a line in time; a step has `label`, `url`, `lifespan`, `is_current`, `happened` and `how`."""
    return {"steps": steps}


@component("terms")
def terms(record, list_url):
    """Show topics, target groups and countries of a record as links into its list."""
    return {
        "topics": record.topics.all(),
        "groups": record.target_groups.all(),
        "countries": record.countries.all(),
        "list_url": list_url,
    }


@component("language_note")
def language_note(language):
    """Say in which language a text is, where that is not the page's."""
    page = (get_language() or "en")[:2]
    shown = bool(language) and language[:2] != page
    return {"shown": shown, "name": _language_name(language) if shown else ""}


@component("empty_state")
def empty_state(text, url, label):
    """Say that nothing was found and offer a way on."""
    return {"text": text, "url": url, "label": label}


@component("figures")
def figures(figures):
    """Show a few numbers large: pairs of number and label."""
    return {"figures": figures}


@component("country_map")
def country_map(rows, shapes):
    """Draw Europe with a colour class and a link for each country of `rows` (see `search.figures`)."""
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
    """Return code, name and address for each language; a page that does not exist leads to the start page."""
    try:
        resolve(request.path_info)
    except Resolver404:
        return [(code, name, _home(code)) for code, name in settings.LANGUAGES]
    path = request.get_full_path()
    return [(code, name, translate_url(path, code)) for code, name in settings.LANGUAGES]


def _home(code: str) -> str:
    with override(code):
        return reverse("home")


def _language_name(code: str) -> str:
    try:
        return str(get_language_info(code[:2])["name_translated"])
    except KeyError:
        return code
