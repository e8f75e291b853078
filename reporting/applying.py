"""From the desk to records: a meeting's facts, its report, lessons, recommendations, practices yet unknown."""

import datetime as dt

from django.db import transaction
from django.utils.text import slugify

from audit.models import Act
from directory.models import Country, TargetGroup, Topic
from events.models import Meeting, MeetingReport, Recommendation
from practices.models import Practice
from publishing.models import State
from publishing.versions import keep, keep_first
from richtext import clean_rich

from .merging import LEARNT, OF_MEETING, OF_REPORT, Merged, same
from .presented import presented


@transaction.atomic
def apply(meeting: Meeting, merged: Merged, user, reason: str = "") -> MeetingReport:
    """Write into records what the answers, which must be free of faults, say otherwise than the records do.

    Records of which the answers say nothing new are not touched. Returns the report, a draft where it is new.
    """
    answers, now = merged.answers, merged.known
    changed = [name for name in (*OF_MEETING, *OF_REPORT) if not same(answers.get(name), now.get(name))]
    if set(changed) & set(OF_MEETING):
        keep_first(meeting)
        _write_meeting(meeting, answers, changed, user)
        keep(meeting, user, reason)
    report = _write_report(meeting, answers, changed, user, reason)
    for name, model in LEARNT.items():
        _write_learnt(model, report, answers.get(name, []), now, name, user)
    return report


def _write_report(meeting: Meeting, answers: dict, changed: list[str], user, reason: str) -> MeetingReport:
    report = getattr(meeting, "report", None)
    is_new = report is None
    if is_new:
        report = MeetingReport(meeting=meeting, slug=free_slug(MeetingReport, answers["title"]), author=user)
    elif not reason and not set(changed) & {*OF_REPORT, "countries"}:
        return report
    else:
        keep_first(report)
    for name in {"title", "summary", "body"} & set(changed):
        setattr(report, name, clean_rich(answers["body"]) if name == "body" else answers[name])
    if is_new or "language" in changed:
        report.language = answers.get("language") or meeting.language
    report.save()
    if is_new or "countries" in changed:
        _copy_terms(meeting, report)
    if "steps" in changed:
        _write_steps(report, answers.get("steps", []))
    keep(report, user, reason, Act.ADDED if is_new else Act.CHANGED)
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


def _write_meeting(meeting: Meeting, answers: dict, changed: list[str], user) -> None:
    if "participants" in changed:
        meeting.participants = _number(answers.get("participants", ""))
    for name in {"participants_note", "conclusions"} & set(changed):
        setattr(meeting, name, answers.get(name, ""))
    meeting.save()
    if "countries" in changed:
        meeting.countries.set(Country.objects.filter(code__in=answers.get("countries", [])))
    if "groups" in changed:
        _sync(
            meeting.participant_groups, answers.get("groups", []),
            lambda row: {"name": row["name"], "number": _number(row.get("number", ""))},
        )  # fmt: skip
    if "agenda" in changed:
        _write_agenda(meeting, answers.get("agenda", []), user)


def _write_agenda(meeting: Meeting, rows: list[dict], user) -> None:
    items = _sync(
        meeting.agenda, rows, lambda row: {
            "title": row["title"], "speakers": row.get("speakers", ""), "text": clean_rich(row.get("text", "")),
            "starts_at": dt.time.fromisoformat(row["starts_at"]) if row.get("starts_at") else None,
        },
    )  # fmt: skip
    for place, (item, row) in enumerate(zip(items, rows, strict=True)):
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


def _write_learnt(model, report: MeetingReport, rows: list[dict], now: dict, name: str, user) -> None:
    """Make and change lessons or recommendations; those taken off the desk are archived, not deleted."""
    known = {row["pk"]: row for row in now[name]}
    there = {str(row.pk): row for row in model.objects.filter(pk__in=[int(pk) for pk in known])}
    for answer in rows:
        pk = answer.get("pk", "")
        row = there.pop(pk, None)
        if row is None:
            row = model(meeting=report.meeting, slug=free_slug(model, answer["title"]), author=user)
            _write_one(row, answer, report, user, Act.ADDED)
        elif not same([answer], [known[pk]]) or row.language == now["language"] != report.language:
            keep_first(row)
            _write_one(row, answer, report, user, Act.CHANGED)
        answer["pk"] = str(row.pk)
    for row in there.values():
        row.put(State.ARCHIVED, user, "–")


def _write_one(row, answer: dict, report: MeetingReport, user, act: str) -> None:
    row.title, row.text, row.language = answer["title"], answer.get("text") or answer["title"], report.language
    if isinstance(row, Recommendation):
        row.addressee = answer.get("addressee", "")
    row.save()
    _set_term(row.topics, Topic, answer.get("topic", ""))
    _set_term(row.target_groups, TargetGroup, answer.get("target_group", ""))
    row.note_change()
    keep(row, user, "", act)


def _set_term(manager, model, slug: str) -> None:
    """Name the chosen term; where the record has several and the choice is still the first, leave them."""
    if next((term.slug for term in manager.all()), "") != slug:
        manager.set(model.objects.filter(slug=slug) if slug else [])
