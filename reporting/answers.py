"""What is typed on the report desk: read from a form as it is, put into forms again, and read from records."""

from collections.abc import Mapping

from django import forms

from events.models import Meeting, MeetingReport
from publishing.cleaning import INVISIBLE

from .outline import LISTS, HeadForm, Rows
from .presented import lines_for

MOST_KEPT = 100_000  # characters of one field: what is too long is kept and refused, what is absurd is cut
MOST_ROWS = 200  # of a list: more than the desk offers, so that it loses none that came from elsewhere
SPARE = 1  # empty rows that a list offers


def typed(posted) -> dict:
    """Return what a form of the desk sent, right or wrong, by the names of fields and lists."""
    found: dict = {}
    for name, field in HeadForm.base_fields.items():
        values = [_cut(value) for value in posted.getlist(name)[:300]]
        found[name] = values if isinstance(field, forms.MultipleChoiceField) else (values[-1] if values else "")
    for rows in LISTS:
        found[rows.name] = _typed_rows(rows, posted)
    return found


def place_of(rows: Rows, posted, drawn: int) -> int:
    """Return the place that a row of the form, the one `drawn` at this place, has among those that are kept."""
    return len(_typed_rows(rows, posted, min(drawn, MOST_ROWS)))


def _typed_rows(rows: Rows, posted, most: int = MOST_ROWS) -> list[dict]:
    """Return the rows that are not empty; one whose "gone" is ticked is left out."""
    kept = []
    for place in range(most):
        prefix = f"{rows.name}-{place}-"
        names = ["pk", *rows.form.base_fields]
        row = {name: _cut(posted.get(prefix + name, "")) for name in names}
        if posted.get(f"{prefix}gone") or not any(value.strip() for name, value in row.items() if name != "pk"):
            continue
        kept.append(row)
    return kept


def _cut(value: str) -> str:
    return INVISIBLE.sub("", value[:MOST_KEPT])


def head_form(answers: Mapping) -> HeadForm:
    """Return the form of the single fields, bound to the answers."""
    return HeadForm(_Data({name: answers.get(name, "") for name in HeadForm.base_fields}), auto_id="f-%s")


class _Data(dict):
    """Answers as a form reads them: `getlist` for fields with several values."""

    def getlist(self, name, default=None):
        value = self.get(name, default or [])
        return value if isinstance(value, list) else [value]


def row_forms(rows: Rows, answers: Mapping, spare: int = SPARE) -> list[forms.Form]:
    """Return the forms of a list: one for each row that was typed, and `spare` empty ones."""
    there = answers.get(rows.name, [])
    typed_rows = [*there, *[{} for _ in range(min(spare, max(rows.most - len(there), 0)))]]
    made, shared = [], rows.form.shared()
    for place, row in enumerate(typed_rows):
        prefix = f"{rows.name}-{place}"
        data = _Data({f"{prefix}-{name}": value for name, value in row.items()})
        form = rows.form(data, prefix=prefix, auto_id="f-%s", **shared)
        form.pk, form.is_spare, form.place, form.ordinal = row.get("pk", ""), not row, place, place + 1
        made.append(form)
    return made


def from_records(meeting: Meeting) -> dict:
    """Return the answers that the records of a meeting and its report give already."""
    report = getattr(meeting, "report", None)
    agenda = list(meeting.agenda.prefetch_related("practices"))
    lines = lines_for(practice for item in agenda for practice in item.practices.all())
    return {
        "title": report.title if report else "",
        "language": report.language if report else meeting.language,
        "summary": report.summary if report else "",
        "participants": "" if meeting.participants is None else str(meeting.participants),
        "participants_note": meeting.participants_note,
        "countries": [country.code for country in meeting.countries.all()],
        "body": report.body if report else "",
        "conclusions": meeting.conclusions,
        "groups": [
            {"pk": str(group.pk), "name": group.name, "number": "" if group.number is None else str(group.number)}
            for group in meeting.participant_groups.all()
        ],
        "agenda": [_agenda_row(item, lines) for item in agenda],
        "lessons": [_learnt_row(lesson) for lesson in _open(meeting.lessons)],
        "advice": [_learnt_row(advice) | {"addressee": advice.addressee} for advice in _open(meeting.recommendations)],
        "steps": _step_rows(report),
    }


def _open(learnt):
    """Return what was learnt and is still on the desk or on the site, in a fixed order."""
    return learnt.exclude(state="archived").prefetch_related("topics", "target_groups").order_by("pk")


def _agenda_row(item, lines: dict[int, str]) -> dict:
    return {
        "pk": str(item.pk),
        "title": item.title,
        "starts_at": item.starts_at.strftime("%H:%M") if item.starts_at else "",
        "speakers": item.speakers,
        "text": item.text,
        "practices": "\n".join(lines[practice.pk] for practice in item.practices.all()),
    }


def _learnt_row(learnt) -> dict:
    return {
        "pk": str(learnt.pk),
        "title": learnt.title,
        "text": learnt.text,
        "topic": next((topic.slug for topic in learnt.topics.all()), ""),
        "target_group": next((group.slug for group in learnt.target_groups.all()), ""),
    }


def _step_rows(report: MeetingReport | None) -> list[dict]:
    steps = report.next_steps.all() if report else ()
    return [
        {
            "pk": str(step.pk),
            "text": step.text,
            "due_on": step.due_on.isoformat() if step.due_on else "",
            "who": step.who,
        }
        for step in steps
    ]
