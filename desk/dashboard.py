"""What stands on the first page of the desk: what waits, what is overdue, scheduled, stale, broken, untranslated."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, DateField, F, Q, TextField, Value
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.models import Meeting
from practices.models import Assessment, Practice
from publishing.models import State, Version
from search.sources import SOURCES

from .models import LinkCheck

SHOWN = 8  # entries of each list; a link leads to the rest
REPORT_DUE_AFTER = dt.timedelta(days=14)
REVIEW_DUE_AFTER = dt.timedelta(days=7)


@dataclass(frozen=True)
class Entry:
    """One line of a list: what it is, where it leads, and a word on why it stands there."""

    text: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Panel:
    """A list of the dashboard. `total` counts also what is not shown."""

    key: str
    heading: str
    total: int
    entries: list[Entry]
    nothing: str


def panels(user) -> list[Panel]:
    """Return the lists of the dashboard for `user`: a fixed number of queries, whatever their length."""
    rows = _on_the_desk(user)
    return [
        _waiting_for(user, rows),
        _overdue(user, rows),
        _scheduled(rows),
        _stale(),
        _broken(),
        _untranslated(),
    ]


def address_of(kind: str, pk: int, page: str = "change") -> str:
    """Return the address of a page of a record on the desk."""
    return reverse(f"admin:{kind.replace('.', '_')}_{page}", args=[pk])


def _on_the_desk(user) -> list[dict]:
    """Return the user's drafts, what is in review and what has a time set, of all types: one query."""
    timed = Q(publish_at__isnull=False) | Q(expire_at__isnull=False)
    wanted = Q(state=State.IN_REVIEW) | Q(state=State.DRAFT, author=user) | (timed & ~Q(state=State.ARCHIVED))
    return _over_all(
        lambda model: model.objects.visible_to(user).filter(wanted),
        "pk", "title", "state", "updated_at", "publish_at", "expire_at", "author_id",
    )  # fmt: skip


def _over_all(rows_of, *names: str, **more):
    """Return the named values of rows of every type as one UNION of dicts, each with its `kind`."""
    arms = [
        rows_of(source.model).order_by().annotate(kind=Value(source.kind, TextField()), **more)
        .values("kind", *names, *more)
        for source in SOURCES
    ]  # fmt: skip
    return arms[0].union(*arms[1:], all=True)


def _holds(user, power: str) -> set[str]:
    return {source.kind for source in SOURCES if source.model().allows(user, power)}


def _panel(key: str, heading: str, entries: list[Entry], nothing: str, total: int | None = None) -> Panel:
    return Panel(key, heading, len(entries) if total is None else total, entries[:SHOWN], nothing)


def _waiting_for(user, rows: list[dict]) -> Panel:
    """What `user` must act on: reviews and changes to decide on, own drafts, proposals."""
    publishes = _holds(user, "publish")
    secondary = {source.kind for source in SOURCES if source.model.needs_second_person}
    found = []
    for row in sorted(rows, key=lambda one: one["updated_at"]):
        is_own = row["author_id"] == user.pk
        if row["state"] == State.IN_REVIEW and row["kind"] in publishes and not (is_own and row["kind"] in secondary):
            found.append(Entry(row["title"], address_of(row["kind"], row["pk"]), _("to review")))
    changes = [one for one in Version.objects.waiting().exclude(user=user).defer("data") if one.kind in publishes]
    own = _written_by(user, [one for one in changes if one.kind in secondary])
    for change in changes:
        if (change.kind, change.object_id) not in own:
            found.append(Entry(change.title, address_of(change.kind, change.object_id, "history"), _("a change waits")))
    for row in sorted(rows, key=lambda one: one["updated_at"], reverse=True):
        if row["state"] == State.DRAFT and row["author_id"] == user.pk:
            found.append(Entry(row["title"], address_of(row["kind"], row["pk"]), _("your draft")))
    return _panel("waiting", _("Waits for you"), found, _("Nothing waits for you."))


def _written_by(user, changes: list[Version]) -> set[tuple[str, int]]:
    """Return kind and key of those changed records of which `user` is the author."""
    keys: dict[str, list[int]] = {}
    for change in changes:
        keys.setdefault(change.kind, []).append(change.object_id)
    models = {source.kind: source.model for source in SOURCES}
    return {
        (kind, pk)
        for kind, pks in keys.items()
        for pk in models[kind].objects.filter(author=user, pk__in=pks).values_list("pk", flat=True)
    }


def _overdue(user, rows: list[dict]) -> Panel:
    """Reviews that wait too long, meetings without a report, assessments whose review is due."""
    now, today = timezone.now(), timezone.localdate()
    found = [
        Entry(row["title"], address_of(row["kind"], row["pk"]), _("in review for more than a week"))
        for row in rows
        if row["state"] == State.IN_REVIEW and row["updated_at"] < now - REVIEW_DUE_AFTER
    ]
    if user.has_perm("events.change_meetingreport"):
        since = today - dt.timedelta(days=365)
        late = Meeting.objects.published().filter(
            when_until__gte=since, when_until__lt=today - REPORT_DUE_AFTER, report=None
        )
        found += [
            Entry(meeting.title, reverse("reporting:write", args=[meeting.pk]), _("has no report")) for meeting in late
        ]
    seen = Practice.objects.visible_to(user)
    due = Assessment.objects.filter(review_due_on__lt=today, practice__in=seen).select_related("practice")[:100]
    found += [
        Entry(one.practice.title, reverse("admin:practices_assessment_change", args=[one.pk]), _("assess anew"))
        for one in due
    ]
    return _panel("overdue", _("Overdue"), found, _("Nothing is overdue."))


def _scheduled(rows: list[dict]) -> Panel:
    timed = [(row["publish_at"] or row["expire_at"], row) for row in rows if row["publish_at"] or row["expire_at"]]
    found = [
        Entry(
            row["title"],
            address_of(row["kind"], row["pk"]),
            (_("goes public %(time)s") if row["publish_at"] else _("leaves %(time)s"))
            % {"time": timezone.localtime(time).strftime("%Y-%m-%d %H:%M")},
        )
        for time, row in sorted(timed, key=lambda pair: pair[0])
    ]
    return _panel("scheduled", _("Scheduled"), found, _("Nothing is scheduled."))


def stale_rows():
    """Return the published records of all types that want checking, the longest unchecked first, as one UNION.

    `last_checked` is the day of the last check, or of publication where nobody has checked.
    """
    today = timezone.localdate()
    last = Coalesce("checked_on", TruncDate("published_at"), output_field=DateField())
    rows = _over_all(lambda model: model.objects.to_check(today), "pk", "title", last_checked=last)
    return rows.order_by("last_checked", "title")


def _stale() -> Panel:
    rows = stale_rows()
    found = [
        Entry(row["title"], address_of(row["kind"], row["pk"]), _("checked %(day)s") % {"day": row["last_checked"]})
        for row in rows[:SHOWN]
    ]
    return _panel("stale", _("Needs checking"), found, _("Everything was checked in time."), rows.count())


def _broken() -> Panel:
    failing = LinkCheck.objects.filter(failing_since__isnull=False)
    found = [
        Entry(check.url, reverse("admin:desk_linkcheck_change", args=[check.pk]), check.reason)
        for check in failing[:SHOWN]
    ]
    asked = LinkCheck.objects.exists()
    nothing = (
        _("Every outside address answered.") if asked else _("Nobody has asked yet: “manage.py check_links” does.")
    )
    return _panel("broken", _("Broken links"), found, nothing, failing.count())


def _untranslated() -> Panel:
    """How many published records lack a language of the portal, or have one that is out of date."""
    counts = language_counts()
    total = sum(row["published"] for row in counts.values())
    found = []
    for code, name in settings.LANGUAGES:
        have = sum(row["languages"].get(code, 0) for row in counts.values())
        if have < total:
            note = _("%(n)s of %(all)s public records are told in it") % {"n": have, "all": total}
            found.append(
                Entry(capfirst(_(name)), f"{reverse('desk:translations')}?language={code}&standing=missing", note)
            )
    return _panel("untranslated", _("Without a translation"), found, _("Every record is told in every language."))


def language_counts() -> dict[str, dict]:
    """Return for each type how many records are public, and in how many of them each language is told: two queries."""
    told = _over_all(
        lambda model: model.objects.published().values("language"), "language", number=Count("pk", distinct=True)
    )
    approved = _over_all(
        lambda model: (
            model.objects.published()
            .filter(translations__state="approved")
            .values(language_told=F("translations__language"))
        ),
        "language_told",
        number=Count("pk", distinct=True),
    )
    found: dict[str, dict] = {source.kind: {"published": 0, "languages": {}} for source in SOURCES}
    for row in told:
        found[row["kind"]]["published"] += row["number"]
        _add(found[row["kind"]]["languages"], row["language"][:2], row["number"])
    for row in approved:
        _add(found[row["kind"]]["languages"], row["language_told"][:2], row["number"])
    return found


def _add(numbers: dict[str, int], code: str, number: int) -> None:
    numbers[code] = numbers.get(code, 0) + number


def state_counts() -> list[tuple[str, str, list[int]]]:
    """Return for each type its name, its list on the desk and how many records stand in each state: one query."""
    rows = _over_all(lambda model: model._base_manager.values("state"), "state", number=Count("pk"))
    found = {(row["kind"], row["state"]): row["number"] for row in rows}
    return [
        (
            source.label,
            reverse(f"admin:{source.kind.replace('.', '_')}_changelist"),
            [found.get((source.kind, state), 0) for state in State],
        )
        for source in SOURCES
    ]


def country_counts() -> list[tuple[str, int]]:
    """Return how many public records each country has, the most first: one query."""
    rows = _over_all(
        lambda model: model.objects.published().filter(countries__isnull=False).values(land=F("countries__name")),
        "land",
        number=Count("pk", distinct=True),
    )
    totals: dict[str, int] = {}
    for row in rows:
        _add(totals, row["land"], row["number"])
    return sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
