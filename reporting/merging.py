"""Where the desk began, what it changed, and what the records say now: brought together record by record."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from events.models import Lesson, Meeting, Recommendation
from publishing.models import Publication, Version
from richtext import clean_rich

from .answers import from_records
from .clashes import label_of, text_of
from .models import ReportDraft
from .outline import AdviceForm, HeadForm

OF_MEETING = ("participants", "participants_note", "countries", "conclusions", "groups", "agenda")
OF_REPORT = ("title", "language", "summary", "body", "steps")
LEARNT = {"lessons": Lesson, "advice": Recommendation}


@dataclass(frozen=True)
class Meanwhile:
    """A record that the desk changed and somebody else, too: who and when, and label, their text and mine by field."""

    label: str
    who: str
    when: dt.datetime | None
    fields: list[tuple[str, str, str]]


@dataclass
class Merged:
    """The answers with what others changed taken over; where both changed the same, they hold the words of the desk.

    `known` is what the records say now, without the lessons and recommendations that the desk never knew.
    """

    answers: dict
    known: dict = field(default_factory=dict)
    both: list[Meanwhile] = field(default_factory=list)


def begin(meeting: Meeting) -> ReportDraft:
    """Return a draft, not stored, that says what the records say and knows from where it began."""
    base = as_it_stands(meeting)
    return ReportDraft(meeting=meeting, answers=base["answers"], base=base)


def as_it_stands(meeting: Meeting) -> dict:
    """Return what the records behind a report say now, as the answers of the desk, and the version of each."""
    answers = from_records(meeting)
    return {"answers": answers, "versions": {key: row.version for key, row in _records(meeting, answers)}}


def _records(meeting: Meeting, answers: dict) -> Iterator[tuple[str, Publication]]:
    yield "meeting", meeting
    if report := getattr(meeting, "report", None):
        yield "report", report
    for name, model in LEARNT.items():
        pks = [int(row["pk"]) for row in answers[name]]
        yield from ((f"{name}.{row.pk}", row) for row in model.objects.filter(pk__in=pks))


def merge(draft: ReportDraft, now: dict) -> Merged:
    """Bring together what the desk made of its beginning and `now`, what others made of it (see `as_it_stands`).

    What only one side changed is taken from that side. Lessons and recommendations that the desk never knew stay.
    """
    base, merged = draft.base.get("answers"), Merged(dict(draft.answers), dict(now["answers"]))
    for key, names in (("meeting", OF_MEETING), ("report", OF_REPORT)):
        parts = [None if of is None else _cut(of, names) for of in (base, draft.answers, now["answers"])]
        merged.answers |= _one(merged, draft, key, *parts)
    for name in LEARNT:
        pks = {row.get("pk") for of in (base or {}, draft.answers) for row in of.get(name, [])}
        merged.known[name] = [row for row in now["answers"][name] if row["pk"] in pks]
        merged.answers[name] = list(_rows(merged, draft, name, base or {}))
    return merged


def _cut(answers: dict, names: tuple[str, ...]) -> dict:
    return {name: answers.get(name, "") for name in names}


def _one(merged: Merged, draft: ReportDraft, key: str, base: dict | None, mine: dict, theirs: dict) -> dict:
    """Return the values of one record; where both sides changed it, note that. Without `base` nobody knows who did."""
    differ = [name for name in theirs if not same(mine.get(name), theirs[name])]
    by_me = [name for name in differ if base is None or not same(mine.get(name), base.get(name))]
    by_them = [name for name in differ if base is None or not same(theirs[name], base.get(name))]
    if by_me and by_them:
        form = AdviceForm if key.partition(".")[0] in LEARNT else HeadForm
        told = [(label_of(name, form), text_of(theirs[name]), _mine(name, mine, by_me)) for name in differ]
        merged.both.append(_meanwhile(draft, key, told))
    return {name: mine.get(name, "") if name in by_me else value for name, value in theirs.items()}


def _mine(name: str, mine: dict, by_me: list[str]) -> str:
    return text_of(mine.get(name)) if name in by_me else _("(left alone on the desk: the form has taken it over)")


def _rows(merged: Merged, draft: ReportDraft, name: str, base: dict) -> Iterator[dict]:
    """Yield what the list `name` of lessons or recommendations is to hold."""
    begun, theirs = _by_key(base.get(name, [])), _by_key(merged.known[name])
    for row in draft.answers.get(name, []):
        pk = row.get("pk", "")
        if pk in theirs:
            there = {field: value for field, value in theirs.pop(pk).items() if field != "pk"}
            yield _one(merged, draft, f"{name}.{pk}", begun.get(pk), row, there) | {"pk": pk}
        elif pk not in begun:
            yield row | {"pk": ""}
        elif not _same_row(row, begun[pk]):
            told = [(label_of(name), _("(taken off by somebody else)"), text_of([row]))]
            merged.both.append(_meanwhile(draft, f"{name}.{pk}", told))
            yield row | {"pk": ""}
    for pk, row in theirs.items():
        if not _same_row(row, begun.get(pk, {})):
            told = [(label_of(name), text_of([row]), _("(taken out on the desk)"))]
            merged.both.append(_meanwhile(draft, f"{name}.{pk}", told))


def _by_key(rows: list[dict]) -> dict[str, dict]:
    return {row["pk"]: row for row in rows}


def _same_row(one: dict, other: dict) -> bool:
    return same([one], [other])


def _meanwhile(draft: ReportDraft, key: str, fields: list) -> Meanwhile:
    """Say of which record this is, and who saved it last."""
    name, _dot, pk = key.partition(".")
    meeting = draft.meeting
    record = {"meeting": meeting, "report": getattr(meeting, "report", None)}.get(name)
    record = record or (LEARNT[name].objects.filter(pk=pk).first() if name in LEARNT else None)
    last = Version.objects.of(record).first() if record else None
    if last and last.number == draft.base.get("versions", {}).get(key):
        last = None  # changed by something that keeps no versions
    label = f"{record.kind_label}: {record}" if record else label_of(name)
    return Meanwhile(label, last.user_name if last else "", last.made_at if last else None, fields)


def same(one, other) -> bool:
    """Tell whether two answers say the same: line ends, spaces around, keys and empty values of rows do not count."""
    return _plain(one) == _plain(other)


def _plain(value):
    if isinstance(value, list):
        rows = [_plain(row) for row in value]
        return (rows if rows and isinstance(rows[0], dict) else sorted(rows)) or ""
    if isinstance(value, dict):
        return {name: text for name, raw in value.items() if name != "pk" and (text := _plain(raw))}
    text = str(value or "").replace("\r\n", "\n").strip()
    return clean_rich(text) if text.startswith("<") else text
