"""The page of a practice, drawn by Python: what stands at a glance, what is told, photographs and papers.

Each function gives safe HTML; what comes from records is escaped here.
"""

from django.template.defaultfilters import floatformat
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from directory.drawing import date_in_words_html
from publishing.drawing import escape, fact_html, lang_html, say, say_choice
from publishing.record_drawing import link_html, list_html, section_html, span_html
from publishing.whole import rows_of

from .grading import Label
from .models import Practice
from .models.practice import Status

# The texts of a practice as readers meet them: anchor and heading of each part, its texts under their terms.
STORY = (
    ("what", _("What was done"), {
        "challenge": _("Challenge and needs"),
        "goals": _("Goals"),
        "assumptions": _("Assumptions"),
        "how_it_works": _("How it works, step by step"),
        "activities": _("Activities"),
        "beneficiaries": _("Who benefits"),
        "participation": _("How migrants took part in designing it"),
    }),
    ("results", _("What came of it"), {
        "results": _("Results"),
        "failures": _("What did not work"),
        "side_effects": _("Side effects"),
        "evaluation": _("Evaluation"),
        "next_steps": _("What comes next"),
    }),
    ("repeat", _("For those who want to repeat it"), {
        "transfer": _("What is needed elsewhere"),
        "resources": _("Staff and resources"),
        "legal_aspects": _("Legal aspects"),
        "dos": _("Do"),
        "donts": _("Do not"),
    }),
)  # fmt: skip
ORIGINS = {
    "owner": _("Sent in by those who run it, and checked by the editors."),
    "imported": _("A summary of public sources. Those who run the practice did not write it."),
    "editors": _("Written by the editors."),
}


def label_html(label: str) -> SafeString:
    """Return a label as a word in a frame."""
    words = capfirst(say_choice(Label, label))
    return mark_safe(f'<span class="label label--{escape(label)}">{words}</span>')  # noqa: S308  escaped


def origin_html(practice) -> SafeString:
    """Say who wrote what is told of the practice."""
    return mark_safe(f'<p class="origin">{say(ORIGINS[practice.origin])}</p>')  # noqa: S308  escaped


def facts_html(practice, list_url: str) -> SafeString:
    """Return the facts that stand at a glance; places and funds lead into the list at `list_url`."""
    became = say(_("It became a regular service.")) if practice.is_regular_service else ""
    of_five = say(_("of 5"))
    return mark_safe(  # noqa: S308  every part is escaped
        _fact(say(_("Label")), label_html(practice.label))
        + _fact(say(_("Evidence level")), f'<a href="#judged">{practice.evidence_level}</a> {of_five}')
        + fact_html(say(_("Kind")), say_choice(Practice.Kind, practice.kind_of_practice))
        + fact_html(say(_("Level")), say_choice(Practice.Level, practice.level))
        + fact_html(say(_("Status")), say_choice(Status, practice.status))
        + _fact(say(_("From when to when")), date_in_words_html(practice, "period") if practice.period else "")
        + _fact(say(_("What became of it")), became)
        + _fact(say(_("Places")), list_html(_place(place, list_url) for place in rows_of(practice, "places")))
        + _fact(say(_("Numbers reached")), _list(_count, practice, rows_of(practice, "participants")))
        + _fact(say(_("Partners")), _list(_partner, practice, rows_of(practice, "partners")))
        + _fact(say(_("Costs")), _list(_cost, practice, rows_of(practice, "costs")))
        + _fact(
            say(_("Funding")),
            list_html(_share(s, list_url, practice.language) for s in rows_of(practice, "funding_shares")),
        )
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
    words = say(_("runs it"))
    runs = f' <span class="note">{words}</span>' if partner.is_implementer else ""
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
    drawn = "".join(_figure(photograph, practice.language) for photograph in rows_of(practice, "photographs"))
    for name, heading, terms in STORY:
        facts = "".join(
            fact_html(say(term), getattr(practice, field), practice.language, field == "how_it_works")
            for field, term in terms.items()
        )
        if facts:
            drawn += section_html(name, say(heading), f'<dl class="facts">{facts}</dl>', is_first=name == "what")
    return mark_safe(drawn)  # noqa: S308  every part is escaped


def _figure(photograph, language: str) -> str:
    lang = lang_html(language)
    caption = f"{span_html(photograph.caption, language)} " if photograph.caption else ""
    by = escape(gettext("Photograph: %(name)s") % {"name": photograph.credit})
    return (
        f'<figure class="photo"><img src="{escape(photograph.url)}" width="{photograph.width}" '
        f'height="{photograph.height}" alt="{escape(photograph.alt)}" loading="lazy"{lang}><figcaption class="note">'
        f"{caption}{by}</figcaption></figure>"
    )
