"""How well a practice is known, drawn by Python: evidence, the assessment by experts, the editors' check.

Each layer stands apart, dated and beside its rule. Each function gives safe HTML; what comes from records is escaped.
"""

from django.template.defaultfilters import floatformat
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from directory.addresses import address_of
from publishing.drawing import alert_html, escape, lang_html, say, say_choice
from publishing.record_drawing import link_html, list_html, section_html, span_html
from publishing.whole import rows_of

from .drawing import label_html
from .grading import EVIDENCE_LEVELS, Criterion, Design, Label, Outcome

LABEL_SENTENCES = {
    Label.SHARED: _("It is told here so that others know of it. It has not been assessed enough for more."),
    Label.EMERGING: _("Those who run it count what they do, and experts see a start."),
    Label.PROMISING: _("It was measured before and after, and experts rate it well."),
    Label.PROVEN: _("Strong studies found that it helps, and experts rate it well in every respect."),
}
BULLETS = ' class="bullets"'
ANSWERS = {True: (' class="yes"', _("yes")), False: (' class="no"', _("no")), None: ("", _("not answered"))}


def judged_html(practice, panel, check) -> SafeString:
    """Return the part of the page that grades the practice: a `panels.Panel` and the latest check by the editors."""
    rules = link_html(address_of("practices:evidence"), say(_("How practices are graded")))
    label = f"<p>{label_html(panel.label)} {say(LABEL_SENTENCES[panel.label])} {rules}</p>"
    inner = label + _missing(panel) + _evidence(practice, panel) + _assessed(practice, panel) + _checked(check)
    return mark_safe(section_html("judged", say(_("How well this is known")), inner))  # noqa: S308  escaped


def _note(sentence: str) -> str:
    return f'<p class="note">{escape(sentence)}</p>'


def _missing(panel) -> str:
    if not panel.missing:
        return ""
    heading = escape(gettext("What is missing for “%(label)s”") % {"label": panel.next_label.label})
    return f"<div><h3>{heading}</h3>{list_html(map(escape, panel.missing), BULLETS)}</div>"


def _evidence(practice, panel) -> str:
    level = escape(gettext("Level %(level)s of 5.") % {"level": panel.level})
    studies = list_html(
        (_study(item, practice.language) for item in rows_of(practice, "evidence_items")),
        ' class="studies" role="list"',
    ) or _note(say(_("No study is recorded. If you know one, tell the editors.")))
    heading = say(_("Evidence"))
    return f"<h3>{heading}</h3><p>{level} {escape(EVIDENCE_LEVELS[panel.level])}</p>{studies}"


def _study(item, language: str) -> str:
    lang, year = lang_html(language), f", {item.year}" if item.year else ""
    elsewhere = say(_("made elsewhere"))
    again = f" ({elsewhere})" if item.is_replication else ""
    kind, found = capfirst(say_choice(Design, item.kind)), say_choice(Outcome, item.outcome)
    head = f"<p><b>{kind}</b>{year}: {found}{again}</p><p{lang}>{escape(item.finding)}</p>"
    sample = ""
    if item.sample:
        sample = f"n = {escape(floatformat(item.sample, '0g'))} {span_html(item.sample_unit, language)}. "
    if item.design or item.sample:
        head += f'<p class="note">{sample}{span_html(item.design, language)}</p>'
    if item.url:
        name = item.title or say(_("Open the study"))
        return f"{head}<p>{link_html(item.url, name, language)}</p>"
    return f'{head}<p class="note"{lang}>{escape(item.title)}</p>' if item.title else head


def _assessed(practice, panel) -> str:
    name, made = say(_("Assessment by experts")), panel.assessment
    heading = f"<h3>{name}</h3>"
    if not made:
        return heading + _note(say(_("Nobody has assessed it yet. That says nothing against it.")))
    if made.is_of_older_text:
        heading += alert_html(say(_("The text of the practice has changed since this assessment was made.")))
    if made.is_overdue:
        heading += alert_html(say(_("A new assessment is overdue.")))
    sentence = gettext("%(total)s of 18 points on %(date)s; the next review is due on %(due)s.")
    facts = {"total": made.total, "date": _day(made.assessed_on), "due": _day(made.review_due_on)}
    experts = list_html((_expert(person, practice.language) for person in made.assessors.all()), BULLETS)
    return f"{heading}<p>{escape(sentence % facts)}</p>{_points(panel.scores, practice.language)}{experts}"


def _day(day) -> str:
    return date_format(day, "DATE_FORMAT")


def _points(scores, language: str) -> str:
    lang = lang_html(language)
    rows = "".join(
        f'<tr><th scope="row">{capfirst(say_choice(Criterion, score.criterion))}</th><td class="n">{score.points}</td>'
        f"<td{lang}>{escape(score.reason)}</td></tr>"
        for score in scores
    )
    name, caption = say(_("Points by criterion")), say(_("Points by criterion, 0 to 3"))
    criterion, points, reason = say(_("Criterion")), say(_("Points")), say(_("Reason"))
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{name}"><table><caption>{caption}</caption>'
        f'<thead><tr><th scope="col">{criterion}</th><th scope="col" class="n">{points}</th>'
        f'<th scope="col">{reason}</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _expert(person, language: str) -> str:
    role, interest = span_html(person.role, language), span_html(person.interest, language)
    declared = say(_("Declared interest:"))
    return f"{escape(person.name)}, {role}. {declared} {interest}"


def _checked(check) -> str:
    name = say(_("Check by the editors"))
    heading = f"<h3>{name}</h3>"
    if not check:
        return heading + _note(say(_("The editors have not checked it against the rules yet.")))
    dated = _note(say(gettext("Checked on %(date)s.")) % {"date": _day(check.checked_on)})
    answers = list_html((_answer(*pair) for pair in check.answers), ' class="checks" role="list"')
    note = f'<p class="note"{lang_html("en")}>{escape(check.note)}</p>' if check.note else ""
    return heading + dated + answers + note


def _answer(rule: str, answer: bool | None) -> str:
    looks, words = ANSWERS[answer]
    return f"<b{looks}>{say(words)}</b> {escape(rule)}"
