"""The page of a practice, drawn by Python: what stands at a glance, what is told, photographs and papers.

Each function gives safe HTML; what comes from records is escaped here.
"""

from django.template.defaultfilters import floatformat
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.drawing import date_in_words_html
from publishing.drawing import escape, fact_html, lang_html
from publishing.record_drawing import link_html, list_html, section_html, span_html

from .grading import Label

# The texts of a practice as readers meet them: anchor and heading of each part, its texts under their terms.
STORY = (
    ("what", gettext_lazy("What was done"), {
        "challenge": gettext_lazy("Challenge and needs"),
        "goals": gettext_lazy("Goals"),
        "assumptions": gettext_lazy("Assumptions"),
        "how_it_works": gettext_lazy("How it works, step by step"),
        "activities": gettext_lazy("Activities"),
        "beneficiaries": gettext_lazy("Who benefits"),
        "participation": gettext_lazy("How migrants took part in designing it"),
    }),
    ("results", gettext_lazy("What came of it"), {
        "results": gettext_lazy("Results"),
        "failures": gettext_lazy("What did not work"),
        "side_effects": gettext_lazy("Side effects"),
        "evaluation": gettext_lazy("Evaluation"),
        "next_steps": gettext_lazy("What comes next"),
    }),
    ("repeat", gettext_lazy("For those who want to repeat it"), {
        "transfer": gettext_lazy("What is needed elsewhere"),
        "resources": gettext_lazy("Staff and resources"),
        "legal_aspects": gettext_lazy("Legal aspects"),
        "dos": gettext_lazy("Do"),
        "donts": gettext_lazy("Do not"),
    }),
)  # fmt: skip
ORIGINS = {
    "owner": gettext_lazy("Sent in by those who run it, and checked by the editors."),
    "imported": gettext_lazy("A summary of public sources. Those who run the practice did not write it."),
    "editors": gettext_lazy("Written by the editors."),
}


def label_html(label: str) -> SafeString:
    """Return a label as a word in a frame."""
    words = escape(capfirst(str(Label(label).label)))
    return mark_safe(f'<span class="label label--{escape(label)}">{words}</span>')  # noqa: S308  escaped


def origin_html(practice) -> SafeString:
    """Say who wrote what is told of the practice."""
    return mark_safe(f'<p class="origin">{escape(ORIGINS[practice.origin])}</p>')  # noqa: S308  escaped


def facts_html(practice, list_url: str) -> SafeString:
    """Return the facts that stand at a glance; places and funds lead into the list at `list_url`."""
    became = escape(_("It became a regular service.")) if practice.is_regular_service else ""
    return mark_safe(  # noqa: S308  every part is escaped
        _fact(_("Label"), label_html(practice.label))
        + _fact(_("Evidence level"), f'<a href="#judged">{practice.evidence_level}</a> {escape(_("of 5"))}')
        + fact_html(_("Kind"), practice.get_kind_of_practice_display())
        + fact_html(_("Level"), practice.get_level_display())
        + fact_html(_("Status"), practice.status_label)
        + _fact(_("From when to when"), date_in_words_html(practice, "period") if practice.period else "")
        + _fact(_("What became of it"), became)
        + _fact(_("Places"), list_html(_place(place, list_url) for place in practice.places.all()))
        + _fact(_("Numbers reached"), _list(_count, practice, practice.participants.all()))
        + _fact(_("Partners"), _list(_partner, practice, practice.partners.all()))
        + _fact(_("Costs"), _list(_cost, practice, practice.costs.all()))
        + _fact(_("Funding"), list_html(_share(s, list_url, practice.language) for s in practice.funding_shares.all()))
    )


def _fact(term, inner: str) -> str:
    return f"<div><dt>{escape(term)}</dt><dd>{inner}</dd></div>" if inner else ""


def _list(draw, practice, rows) -> str:
    return list_html(draw(row, practice.language) for row in rows)


def _place(place, list_url: str) -> str:
    return link_html(f"{list_url}?place={place.slug}", place)


def _note(text: str, language: str) -> str:
    return f" {span_html(text, language, note=True)}" if text else ""


def _count(count, language: str) -> str:
    held = f", {date_in_words_html(count, 'as_of')}" if count.as_of else ""
    note = _note(f"({count.note})", language) if count.note else ""
    return f"{escape(count.number_in_words)} {span_html(count.unit, language)}{held}{note}"


def _partner(partner, language: str) -> str:
    body = partner.organisation
    name = link_html(body.get_absolute_url(), body) if body else escape(partner.name)
    runs = f' <span class="note">{escape(_("runs it"))}</span>' if partner.is_implementer else ""
    return name + runs + (_note(f"({partner.role})", language) if partner.role else "")


def _cost(cost, language: str) -> str:
    when = f", {date_in_words_html(cost, 'period')}" if cost.period else ""
    return f"{escape(floatformat(cost.amount, '-2g'))} {escape(cost.currency)}{when}{_note(cost.note, language)}"


def _share(share, list_url: str, language: str) -> str:
    parts = []
    if share.fund:
        parts.append(link_html(f"{list_url}?fund={share.fund.slug}", share.fund, "en"))
    if share.amount is not None:
        parts.append(f"{escape(floatformat(share.amount, '-2g'))} {escape(share.currency)}")
    if share.percent is not None:
        parts.append(f"{escape(floatformat(share.percent, '-2'))} %")
    if share.amount_as_written:
        parts.append(f"<q{lang_html('en')}>{escape(share.amount_as_written)}</q>")
    if share.note:
        parts.append(span_html(share.note, language))
    return " ".join(parts)


def story_html(practice) -> SafeString:
    """Return the photographs and the texts of the practice, part by part; a part without texts is left out."""
    drawn = "".join(_figure(photograph, practice.language) for photograph in practice.photographs.all())
    for name, heading, terms in STORY:
        facts = "".join(
            fact_html(term, getattr(practice, field), practice.language, field == "how_it_works")
            for field, term in terms.items()
        )
        if facts:
            drawn += section_html(name, heading, f'<dl class="facts">{facts}</dl>', is_first=name == "what")
    return mark_safe(drawn)  # noqa: S308  every part is escaped


def _figure(photograph, language: str) -> str:
    lang = lang_html(language)
    caption = f"{span_html(photograph.caption, language)} " if photograph.caption else ""
    return (
        f'<figure class="photo"><img src="{escape(photograph.url)}" width="{photograph.width}" '
        f'height="{photograph.height}" alt="{escape(photograph.alt)}" loading="lazy"{lang}><figcaption class="note">'
        f"{caption}{escape(_('Photograph: %(name)s') % {'name': photograph.credit})}</figcaption></figure>"
    )
