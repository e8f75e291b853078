"""Whether a report is complete, in sentences that say what to do, each with the field where to do it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.models import Meeting

from .answers import head_form, row_forms
from .outline import LISTS
from .presented import presented


@dataclass(frozen=True)
class Remark:
    """Something that is missing or wrong; what is only advised does not stop the report."""

    sentence: str
    anchor: str
    stops: bool = True


def remarks(meeting: Meeting, answers: dict) -> list[Remark]:
    """Return what stands between these answers and a published report, faults of fields first."""
    return [*faults_of(answers), *_gaps(meeting, answers), *_advice(meeting, answers)]


def faults_of(answers: dict) -> Iterator[Remark]:
    """Yield what cannot be stored as it is, as a date that is none."""
    head = head_form(answers)
    for field in head:
        yield from (Remark(f"{field.label}: {fault}", field.auto_id) for fault in field.errors)
    for rows in LISTS:
        for form in row_forms(rows, answers, spare=0):
            for field in form:
                for fault in field.errors:
                    yield Remark(f"{rows.one} {form.ordinal}, {field.label}: {fault}", field.auto_id)


def _gaps(meeting: Meeting, answers: dict) -> Iterator[Remark]:
    said = {name: str(answers.get(name) or "").strip() for name in ("title", "summary", "participants", "body")}
    if not meeting.is_published:
        yield Remark(_("The meeting itself is not public yet. Ask an editor to publish it first."), "f-title")
    if not meeting.is_past:
        yield Remark(_("The meeting is not over yet. A report can be published once it is."), "f-title")
    if not said["title"]:
        yield Remark(_("Give the report a title."), "f-title")
    if not said["summary"]:
        yield Remark(_("Write a summary of two or three sentences."), "f-summary")
    if not said["participants"] and not answers.get("groups"):
        yield Remark(_("Say how many took part, or which groups."), "f-participants")
    if not said["body"] and not answers.get("agenda"):
        yield Remark(_("Say what happened: in a text or in agenda items."), "f-body")
    if not answers.get("lessons") and not str(answers.get("conclusions") or "").strip():
        yield Remark(_("Write down at least one lesson or conclusion."), "f-conclusions")
    yield from _gaps_in_rows(answers)


def _gaps_in_rows(answers: dict) -> Iterator[Remark]:
    for name, field, sentence in (
        ("groups", "name", _("Group %(n)s has no name.")),
        ("agenda", "title", _("Agenda item %(n)s has no title.")),
        ("lessons", "title", _("Lesson %(n)s wants to be said in one sentence.")),
        ("lessons", "topic", _("Lesson %(n)s has no topic: readers find it by that.")),
        ("advice", "title", _("Recommendation %(n)s wants to be said in one sentence.")),
        ("advice", "addressee", _("Recommendation %(n)s does not say to whom.")),
        ("steps", "text", _("Next step %(n)s does not say what is to be done.")),
    ):
        for place, row in enumerate(answers.get(name, [])):
            if not row.get(field, "").strip():
                yield Remark(sentence % {"n": place + 1}, f"f-{name}-{place}-{field}")


def _advice(meeting: Meeting, answers: dict) -> Iterator[Remark]:
    if not answers.get("countries"):
        yield Remark(_("No country is ticked. Readers look for reports by country."), "f-countries", stops=False)
    for place, row in enumerate(answers.get("steps", [])):
        if not row.get("due_on"):
            sentence = _("Next step %(n)s has no date.") % {"n": place + 1}
            yield Remark(sentence, f"f-steps-{place}-due_on", stops=False)
    for place, row in enumerate(answers.get("agenda", [])):
        for line in presented(row.get("practices", "")):
            if line.practice is None:
                sentence = _("“%(title)s” is not on the portal yet: it becomes a draft that the editors complete.")
                anchor = f"f-agenda-{place}-practices"
                yield Remark(sentence % {"title": line.text}, anchor, stops=False)
