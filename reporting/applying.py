"""From the desk to records: a meeting's facts, its report, lessons, recommendations, practices yet unknown."""

import datetime as dt

from django.db import transaction
from django.utils.text import slugify

from audit.models import Act
from directory.models import Country, TargetGroup, Topic
from events.models import Lesson, Meeting, MeetingReport, Recommendation
from practices.models import Practice
from publishing.models import State
from publishing.versions import keep, keep_first
from richtext import clean_rich

from .models import ReportDraft
from .presented import presented


@transaction.atomic
def apply(draft: ReportDraft, user, reason: str = "") -> MeetingReport:
    """Write the answers, which must be free of faults, into records; return the report, a draft where it is new."""
    meeting = Meeting.objects.select_for_update().get(pk=draft.meeting_id)
    report, answers = getattr(meeting, "report", None), draft.answers
    keep_first(meeting)
    _write_meeting(meeting, answers, user)
    keep(meeting, user, reason)
    is_new = report is None
    if is_new:
        report = MeetingReport(meeting=meeting, slug=free_slug(MeetingReport, answers["title"]), author=user)
    else:
        keep_first(report)
    report.title, report.summary = answers["title"], answers["summary"]
    report.language = answers.get("language") or meeting.language
    report.body = clean_rich(answers.get("body", ""))
    report.save()
    _copy_terms(meeting, report)
    _write_steps(report, answers.get("steps", []))
    keep(report, user, reason, Act.ADDED if is_new else Act.CHANGED)
    _write_learnt(Lesson, meeting, report, answers.get("lessons", []), user)
    _write_learnt(Recommendation, meeting, report, answers.get("advice", []), user)
    return report


def free_slug(model, title: str) -> str:
    """Return an address for a new record that nothing of its type has yet."""
    base = slugify(title)[:80].strip("-") or model._meta.model_name
    slug, number = base, 1
    while model._base_manager.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def _number(text: str) -> int | None:
    return int(text) if text.strip() else None


def _write_meeting(meeting: Meeting, answers: dict, user) -> None:
    meeting.participants = _number(answers.get("participants", ""))
    meeting.participants_note = answers.get("participants_note", "")
    meeting.conclusions = answers.get("conclusions", "")
    meeting.save()
    meeting.countries.set(Country.objects.filter(code__in=answers.get("countries", [])))
    _sync(
        meeting.participant_groups,
        answers.get("groups", []),
        lambda row: {"name": row["name"], "number": _number(row.get("number", ""))},
    )
    items = _sync(
        meeting.agenda, answers.get("agenda", []), lambda row: {
            "title": row["title"], "speakers": row.get("speakers", ""), "text": clean_rich(row.get("text", "")),
            "starts_at": dt.time.fromisoformat(row["starts_at"]) if row.get("starts_at") else None,
        },
    )  # fmt: skip
    for place, (item, row) in enumerate(zip(items, answers.get("agenda", []), strict=True)):
        item.position = place
        item.save(update_fields=["position"])
        item.practices.set([_practice(line, meeting, user) for line in presented(row.get("practices", ""))])


def _practice(line, meeting: Meeting, user) -> Practice:
    """Return the practice that a line names; one that the portal does not know becomes a draft."""
    if line.practice:
        return line.practice
    practice = Practice(
        title=line.text[:300], slug=free_slug(Practice, line.text), language=meeting.language, author=user,
        kind_of_practice=Practice.Kind.MEASURE,
    )  # fmt: skip
    practice.save()
    keep(practice, user, f"{meeting}", Act.ADDED)
    return practice


def _sync(manager, rows: list[dict], values) -> list:
    """Bring the rows of one table in step with the answers: known ones changed, new ones made, others deleted."""
    there = {str(row.pk): row for row in manager.all()}
    made = []
    for answer in rows:
        row = there.pop(answer.get("pk", ""), None) or manager.model(**{manager.field.name: manager.instance})
        for name, value in values(answer).items():
            setattr(row, name, value)
        row.save()
        made.append(row)
    for row in there.values():
        row.delete()
    return made


def _write_steps(report: MeetingReport, rows: list[dict]) -> None:
    _sync(
        report.next_steps, rows, lambda row: {
            "text": row["text"], "who": row.get("who", ""),
            "due_on": dt.date.fromisoformat(row["due_on"]) if row.get("due_on") else None,
        },
    )  # fmt: skip


def _copy_terms(meeting: Meeting, report: MeetingReport) -> None:
    report.countries.set(meeting.countries.all())
    report.topics.set({*report.topics.all(), *meeting.topics.all()})


def _write_learnt(model, meeting: Meeting, report: MeetingReport, rows: list[dict], user) -> None:
    """Make and change lessons or recommendations; those taken off the desk are archived, not deleted."""
    there = {str(row.pk): row for row in model.objects.filter(meeting=meeting).exclude(state=State.ARCHIVED)}
    for answer in rows:
        row = there.pop(answer.get("pk", ""), None)
        is_new = row is None
        if is_new:
            row = model(meeting=meeting, slug=free_slug(model, answer["title"]), author=user)
        else:
            keep_first(row)
        before = (row.title, row.text, row.language, getattr(row, "addressee", ""))
        row.title, row.text, row.language = answer["title"], answer.get("text") or answer["title"], report.language
        if model is Recommendation:
            row.addressee = answer.get("addressee", "")
        row.save()
        terms_changed = _set_term(row.topics, Topic, answer.get("topic", ""))
        terms_changed |= _set_term(row.target_groups, TargetGroup, answer.get("target_group", ""))
        if is_new or terms_changed or before != (row.title, row.text, row.language, getattr(row, "addressee", "")):
            row.note_change()
            keep(row, user, "", Act.ADDED if is_new else Act.CHANGED)
        answer["pk"] = str(row.pk)
    for row in there.values():
        row.put(State.ARCHIVED, user, "–")


def _set_term(manager, model, slug: str) -> bool:
    """Name the chosen term; where the record has several and the choice is still the first, leave them."""
    now = [term.slug for term in manager.all()]
    if (now[0] if now else "") == slug:
        return False
    manager.set(model.objects.filter(slug=slug) if slug else [])
    return True
