"""The parts that pages of records share, drawn by Python as those of lists are (see `drawing`).

Each function gives safe HTML; what comes from records is escaped here.
"""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from directory.addresses import address_of
from directory.drawing import date_in_words_html
from directory.names import language_name

from .drawing import escape, lang_html, say
from .whole import rows_of


def list_html(items: Iterable[str], attributes: str = "") -> str:
    """Return a list of items that are HTML already, nothing for none."""
    inner = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul{attributes}>{inner}</ul>" if inner else ""


def link_html(url: str, text, language: str = "", attributes: str = "") -> str:
    """Return a link whose text is in `language`."""
    return f'<a{attributes} href="{escape(url)}"{lang_html(language)}>{escape(text)}</a>'


def span_html(text, language: str = "", note: bool = False) -> str:
    """Return a text in `language` within a line; `note` makes it small."""
    look = ' class="note"' if note else ""
    return f"<span{look}{lang_html(language)}>{escape(text)}</span>"


def section_html(name: str, heading, inner: str, is_first: bool = False) -> str:
    """Return a part of a page under a heading; `name` is its anchor."""
    look = "flow" if is_first else "section flow"
    return f'<section class="{look}" aria-labelledby="{name}"><h2 id="{name}">{escape(heading)}</h2>{inner}</section>'


def breadcrumb_html(current, parent="", parent_url: str = "") -> SafeString:
    """Return the way from home to a page, with one page between where `parent` is given."""
    between = f"<li>{link_html(parent_url, parent)}</li>" if parent else ""
    home, name = link_html(address_of("home"), say(_("Home"))), say(_("Breadcrumb"))
    return mark_safe(  # noqa: S308  every part is escaped
        f'<nav class="breadcrumb" aria-label="{name}"><ol role="list"><li>{home}</li>{between}'
        f'<li aria-current="page">{escape(current)}</li></ol></nav>'
    )


def page_header_html(title, lead="", kicker="", language: str = "") -> SafeString:
    """Return the head of a page: its title, what it is (`kicker`) and one or two sentences (`lead`)."""
    lang = lang_html(language)
    above = f'<p class="kicker">{escape(kicker)}</p>' if kicker else ""
    below = f'<p class="lead"{lang}>{escape(lead)}</p>' if lead else ""
    return mark_safe(  # noqa: S308  every part is escaped
        f'<div class="page-header">{above}<h1{lang}>{escape(title)}</h1>{below}</div>'
    )


def bullets_html(text: str, language: str = "") -> SafeString:
    """Return a text of one entry a line as a list, a single line as a paragraph."""
    lines, lang = text.splitlines(), lang_html(language)
    if len(lines) > 1:
        return mark_safe(list_html(map(escape, lines), f' class="bullets"{lang}'))  # noqa: S308  escaped
    return mark_safe("".join(f"<p{lang}>{escape(line)}</p>" for line in lines))  # noqa: S308  escaped


def terms_html(record, list_url: str) -> SafeString:
    """Return topics, target groups and countries of a record as links, groups into its list at `list_url`."""
    tag = ' class="tag"'
    links = [
        *(link_html(topic.get_absolute_url(), topic.label, attributes=tag) for topic in rows_of(record, "topics")),
        *(
            link_html(f"{list_url}?target_group={group.slug}", group.label, attributes=tag)
            for group in rows_of(record, "target_groups")
        ),
        *(
            link_html(country.get_absolute_url(), country.label, attributes=tag)
            for country in rows_of(record, "countries")
        ),
    ]
    name = say(_("Filed under"))
    return mark_safe(list_html(links, f' role="list" class="tags" aria-label="{name}"'))  # noqa: S308  every part is escaped


def sources_html(citations) -> SafeString:
    """Return the sources of a record's facts with the place, the date and the claim."""
    if not citations:
        none = say(_("No source is recorded yet."))
        return mark_safe(f'<p class="note">{none}</p>')  # noqa: S308  escaped
    items = "".join(f"<li>{_citation_html(citation)}</li>" for citation in citations)
    return mark_safe(f'<ol class="cited bullets">{items}</ol>')  # noqa: S308  every part is escaped


def _citation_html(citation) -> str:
    source = citation.source
    parts = [link_html(source.get_absolute_url(), source.title, source.language)]
    if source.publisher:
        parts.append(f", {span_html(source.publisher, 'en')}")
    if source.dated:
        parts.append(f", {date_in_words_html(source, 'dated')}")
    if source.read_on:
        when = gettext("read on %(date)s") % {"date": date_format(source.read_on, "DATE_FORMAT")}
        parts.append(f", {escape(when)}")
    if citation.locator:
        parts.append(f", {span_html(citation.locator, 'en')}")
    if citation.as_of:
        when = say(_("as of %(date)s")) % {"date": date_in_words_html(citation, "as_of")}
        parts.append(f' <span class="note">({when})</span>')
    if citation.claim:
        parts.append(f"<br>{span_html(citation.claim, 'en')}")
    return "".join(parts)


def disputes_html(disputes) -> SafeString:
    """Return what sources say differently, side by side."""
    english = lang_html("en")
    drawn = []
    for dispute in disputes:
        sides = "".join(f"<li>{_side_html(side)}</li>" for side in dispute.sides)
        remarks = "".join(f'<p class="note"{english}>{escape(remark)}</p>' for remark in dispute.remarks)
        drawn.append(
            f'<div class="dispute flow"><h3{english}>{escape(dispute.question)}</h3>'
            f'<ol role="list">{sides}</ol>{remarks}</div>'
        )
    return mark_safe("".join(drawn))  # noqa: S308  every part is escaped


def _side_html(side) -> str:
    source = side.source
    place = f", {span_html(side.locator, 'en')}" if side.locator else ""
    dated = date_in_words_html(side, "as_of") if side.as_of else ""
    if not dated and source.dated:
        dated = date_in_words_html(source, "dated")
    link = link_html(source.get_absolute_url(), source.title, source.language)
    when = f" ({dated})" if dated else ""
    return f'<p{lang_html("en")}>{escape(side.claim)}</p><p class="note">{link}{place}{when}</p>'


def translation_note_html(record) -> SafeString:
    """Say of which language a text is, or from which it was translated, by whom, and whether it is up to date."""
    translation = record.translated_by
    if translation:
        said = [escape(gettext("Translated from %(original)s.") % {"original": language_name(record.written_in)})]
        if translation.credit:
            said.append(escape(gettext("Translation: %(name)s.") % {"name": translation.credit}))
        if not translation.is_current:
            changed = say(_("The original has changed since."))
            said.append(f"<strong>{changed}</strong>")
        return mark_safe(f'<p class="note">{" ".join(said)}</p>')  # noqa: S308  every part is escaped
    if record.language[:2] == (get_language() or "en")[:2]:
        return SafeString("")
    sentence = gettext("This text is in %(name)s. The frame around it is in the language you chose.")
    text = escape(sentence % {"name": language_name(record.language)})
    return mark_safe(f'<p class="note">{text}</p>')  # noqa: S308  escaped
