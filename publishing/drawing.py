"""The parts of lists, drawn by Python: a template takes ten times as long, and a list has hundreds of them.

Each function gives safe HTML; what comes from records and readers is escaped here.
"""

import functools
from html import escape as escape_text

from django.db.models import Choices
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_noop as _

from directory.wording import DateBlock


def escape(text) -> str:
    """Return `text` as HTML; what is HTML already stays. Django's own serves lazy texts, too, and is slow."""
    return text if isinstance(text, SafeString) else escape_text(str(text))


@functools.lru_cache(maxsize=2_000)
def _said(text: str, language: str | None) -> SafeString:
    return SafeString(escape_text(gettext(text)))


def say(text: str) -> SafeString:
    """Return a text of the portal's own in the reader's language, as HTML: translated and escaped once, not each time.

    The text comes marked for translation by `gettext_noop` (`_` in these modules). One with values in it is no case
    for this: those are escaped when they are in.
    """
    return _said(text, get_language())


@functools.lru_cache(maxsize=2_000)
def _choice_said(choices: type[Choices], value: str, language: str | None) -> SafeString:
    return SafeString(escape_text(str(choices(value).label)))


def say_choice(choices: type[Choices], value: str) -> SafeString:
    """Return what a choice is called, as HTML; "" for none. `get_FIELD_display` looks through all choices each time."""
    return _choice_said(choices, value, get_language()) if value else SafeString("")


def lang_html(language: str) -> str:
    """Return a `lang` attribute where a text is in another language than the page, else nothing."""
    page = (get_language() or "en")[:2]
    return f' lang="{escape(language)}"' if language and language[:2] != page else ""


def date_html(block: DateBlock, past: bool = False) -> SafeString:
    """Return a date as the leaf of a calendar, with no more parts than are known."""
    day = f"<b>{escape(block.day)}</b>" if block.day else ""
    month = f"<span>{escape(block.month)}</span>" if block.month else ""
    return SafeString(f'<div class="date{" date--past" if past else ""}">{day}{month}<i>{escape(block.year)}</i></div>')


def card_html(item, title: str, text: str, level: int = 3) -> SafeString:
    """Return one record of a list; `title` and `text` are HTML already, `level` is that of its heading."""
    date, lang = item.card_date, lang_html(item.language)
    leaf = date_html(date, getattr(item, "is_past", False)) if date else ""
    facts = "".join(f"<li>{escape(fact)}</li>" for fact in item.card_meta)
    meta = f'<ul role="list" class="meta">{facts}</ul>' if facts else ""
    told = f"<p{lang}>{text}</p>" if text else ""
    return SafeString(
        f'<article class="card{" card--dated" if date else ""}">{leaf}<div>{meta}'
        f'<h{level}{lang}><a href="{escape(item.get_absolute_url())}">{title}</a></h{level}>{told}</div></article>'
    )


def fact_html(term, value, language: str = "", ordered: bool = False) -> SafeString:
    """Return one fact of a `<dl>`: several lines become a list, `ordered` numbers them; nothing for no value."""
    if not value:
        return SafeString("")
    lines = [] if isinstance(value, SafeString) else str(value).splitlines()
    shown = escape(value)
    if len(lines) > 1:
        items = "".join(f"<li>{escape(line)}</li>" for line in lines)
        shown = f'<ol class="steps">{items}</ol>' if ordered else f"<ul>{items}</ul>"
    return SafeString(f"<div><dt>{escape(term)}</dt><dd{lang_html(language)}>{shown}</dd></div>")


@functools.lru_cache(maxsize=10_000)
def _choice(name: str, value: str, label: str, checked: bool) -> str:
    """Return one choice up to its count: the same few hundred stand on every page."""
    return (
        f'<label class="check" id="{name}-{escape(value)}"><input type="checkbox" name="{name}" '
        f'value="{escape(value)}"{" checked" if checked else ""}> {escape(label)}'
    )


def facet_html(facet) -> SafeString:
    """Return one filter (a `publishing.listing.Facet`) with its choices and their counts."""
    name, label = facet.name, escape(facet.label)
    choices = "".join(
        f"{_choice(name, option.value, option.label, option.checked)}"
        f"{'' if option.count is None else f' ({option.count})'}</label>"
        for option in facet.options
    )
    more = ""
    if facet.more:
        words = ngettext("%(n)s more", "%(n)s more", facet.more) % {"n": facet.more}
        more = f'<a class="more" id="{name}-more" href="{escape(facet.more_url)}#facet-{name}">{escape(words)}</a>'
    return SafeString(
        f'<details class="facet" id="facet-{name}"{" open" if facet.open else ""}><summary>{label}</summary>'
        f'<fieldset class="facet__options"><legend class="vh">{label}</legend>{choices}{more}</fieldset></details>'
    )


def facets_html(facets) -> SafeString:
    """Return all filters of a list."""
    return SafeString("".join(facet_html(facet) for facet in facets))


def chips_html(chips, clear_url: str) -> SafeString:
    """Return the chosen filters, each as a link that takes it away; nothing where none is chosen."""
    if not chips:
        return SafeString("")
    remove, everything, chosen = say(_("Remove filter:")), say(_("Clear all")), say(_("Chosen filters"))
    links = "".join(
        f'<li><a class="chip" href="{escape(chip.url)}"><span class="vh">{remove}</span> {escape(chip.label)} '
        '<span aria-hidden="true">✕</span></a></li>'
        for chip in chips
    )
    return SafeString(
        f'<ul role="list" class="chips" aria-label="{chosen}">{links}'
        f'<li><a class="chip" href="{escape(clear_url)}">{everything}</a></li></ul>'
    )


def pager_html(pager) -> SafeString:
    """Return the links to other pages of a list (a `publishing.listing.Pager`); nothing for None."""
    if not pager:
        return SafeString("")
    page, here = gettext("Page %(number)s"), ' aria-current="page"'
    before, after, pages = say(_("Previous")), say(_("Next")), say(_("Pages"))
    links = [
        f'<a href="{escape(url)}" data-live-link{here if number == pager.number else ""} '
        f'aria-label="{escape(page % {"number": number})}">{number}</a>'
        if number
        else "<span>…</span>"
        for number, url in pager.links
    ]
    if pager.previous_url:
        links.insert(0, f'<a href="{escape(pager.previous_url)}" rel="prev" data-live-link>{before}</a>')
    if pager.next_url:
        links.append(f'<a href="{escape(pager.next_url)}" rel="next" data-live-link>{after}</a>')
    items = "".join(f"<li>{link}</li>" for link in links)
    return SafeString(f'<nav class="pager" aria-label="{pages}"><ul role="list">{items}</ul></nav>')


def alert_html(text, level: str = "info") -> SafeString:
    """Return a message; `level` is info, ok or error."""
    return SafeString(f'<p class="alert alert--{level}">{escape(text)}</p>')


def empty_html(text, url: str, label) -> SafeString:
    """Return what stands where nothing was found: a sentence and a way on."""
    way = f'<p><a href="{escape(url)}">{escape(label)}</a></p>' if url else ""
    return SafeString(f'<div class="alert"><p>{escape(text)}</p>{way}</div>')


def filter_form_html(page) -> SafeString:
    """Return the form of all filters of a list (a `publishing.listing.Listing`)."""
    filters, of_list, words = say(_("Filters")), say(_("Filters of this list")), say(_("Search words"))
    sort_by, apply, clear = say(_("Sort by")), say(_("Apply")), say(_("Clear all"))
    unfolded = f'<input type="hidden" name="more" value="{escape(page.unfolded)}">' if page.unfolded else ""
    sorts = "".join(
        f'<option value="{escape(value)}"{" selected" if chosen else ""}>{escape(label)}</option>'
        for value, label, chosen in page.sort_options
    )
    return SafeString(
        f'<details class="filters" open><summary>{filters}</summary><form method="get" class="flow" '
        f'data-live="#results" role="search" aria-label="{of_list}">\n'
        f'<div><label class="lbl" for="q">{words}</label><input type="search" id="q" name="q" '
        f'value="{escape(page.q)}" maxlength="200" autocomplete="off"></div>\n{unfolded}'
        f'<div class="flow" data-live-facets>{facets_html(page.facets)}</div>\n'
        f'<div><label class="lbl" for="sort">{sort_by}</label><select id="sort" name="sort">{sorts}'
        f'</select></div>\n<div class="cluster"><button class="btn">{apply}</button>'
        f'<a href="{page.clear_url}">{clear}</a></div></form></details>'
    )


def results_html(page) -> SafeString:
    """Return what a list (a `publishing.listing.Listing`) found: faults, chosen filters, cards, other pages."""
    total = escape(page.total_in_words)
    faults = "".join(alert_html(fault, "error") for fault in page.errors)
    question = say(_("Did you mean"))
    meant = (
        f'<p class="meant">{question} <a href="{escape(page.suggestion_url)}" data-live-link>'
        f"{escape(page.suggestion)}</a>?</p>"
        if page.suggestion
        else ""
    )
    if page.cards:
        cards = "".join(f"<li>{card}</li>" for card in page.cards)
        found = f'<ol role="list" class="results">{cards}</ol>{pager_html(page.pager)}'
    else:
        found = empty_html(say(_("Nothing fits these filters.")), page.clear_url, say(_("Show the whole list")))
    return SafeString(
        f'<section id="results" class="flow" aria-labelledby="results-heading" data-summary="{total}">'
        f'<h2 id="results-heading">{total}</h2>\n{faults}{chips_html(page.chips, page.clear_url)}\n{meant}{found}'
        "</section>"
    )
