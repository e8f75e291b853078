"""Publishing a report: from the desk or by any other way, editions are kept for good, and news is drafted."""

import logging

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit.log import write
from audit.models import Act
from events.models import Meeting, MeetingReport, ReportEdition
from news.models import NewsItem
from publishing.models import State
from publishing.versions import keep

from .applying import apply, free_slug
from .completeness import remarks
from .editions import issue
from .merging import LEARNT, Merged, as_it_stands, merge
from .models import ReportDraft, mark_of

log = logging.getLogger(__name__)


class Unsettled(Exception):
    """Somebody changed records behind the report while it was written on the desk; nothing was published.

    `merged` holds what both sides changed, and the answers with the words of the desk; `seen` is to be given to
    `publish` by whoever has read it.
    """

    def __init__(self, merged: Merged, seen: str):
        self.merged, self.seen = merged, seen
        super().__init__(*(one.label for one in merged.both))


@transaction.atomic
def publish(draft: ReportDraft, user, what_changed: str = "", seen: str = "") -> MeetingReport:
    """Publish what stands on the desk and return the report; the draft of the desk goes.

    A report that is out already is corrected: `what_changed` says how, and its earlier editions stay. Raises
    ValidationError with all that is missing, PermissionDenied where `user` may not publish reports, Unsettled where
    somebody changed the same records as the desk and `user` has not `seen` how.
    """
    meeting = _locked(draft.meeting_id)
    if not getattr(meeting, "report", MeetingReport()).allows(user, "publish"):
        raise PermissionDenied
    now = as_it_stands(meeting)
    merged = merge(draft, now)
    if merged.both and seen != mark_of(now):
        raise Unsettled(merged, mark_of(now))
    if missing := [remark.sentence for remark in remarks(meeting, merged.answers) if remark.stops]:
        raise ValidationError(missing)
    if hasattr(meeting, "report") and meeting.report.editions.exists() and not what_changed.strip():
        raise ValidationError(_("Say what is corrected: readers see it beside the report."))
    report = apply(meeting, merged, user, what_changed)
    go_public(report, merged.answers, user)
    bring_out(report, user, what_changed.strip())
    draft.delete()
    return report


@transaction.atomic
def bring_out(report: MeetingReport, user, what_changed: str = "") -> list[ReportEdition]:
    """Make the editions that a published report lacks; log corrections, and draft the news of a first edition.

    A report that was loaded with the portal's content, and that nobody has saved since, is no news.
    """
    report = MeetingReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    last = report.editions.aggregate(last=Max("number"))["last"]
    made = issue(report, what_changed)
    if made and last is None and report.version:
        draft_news(report, user)
    elif made and last and made[-1].number > last:
        write(Act.CORRECTED, user, report, reason=made[-1].what_changed)
    return made


def follow(sender, records: list, user, **kwargs) -> None:
    """Bring out what changed in a published report after any save of records that it is made of.

    What fails here stops nobody's save: the clock makes up for it.
    """
    for meeting in {record.pk if sender is Meeting else record.meeting_id for record in records} - {None}:
        _bring_out_of(meeting, user)


def _bring_out_of(meeting: int, user) -> None:
    try:
        with transaction.atomic():
            for report in MeetingReport.objects.published().filter(meeting=meeting):
                bring_out(report, user)
    except Exception:
        log.exception("No edition was made of the report on meeting %s", meeting)


def _locked(pk: int) -> Meeting:
    """Return the meeting, which nobody changes meanwhile, and neither its report nor what was learnt there."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=pk)
    for model in (MeetingReport, *LEARNT.values()):
        list(model.objects.select_for_update(of=("self",)).filter(meeting=meeting).order_by("pk").values_list("pk"))
    return meeting


def go_public(report: MeetingReport, answers: dict, user) -> None:
    """Publish a report with its lessons and recommendations: those that the answers name."""
    learnt = [
        row
        for name, model in LEARNT.items()
        for row in model.objects.filter(pk__in=[answer["pk"] for answer in answers[name]]).order_by("pk")
    ]
    for record in (report, *learnt):
        if record.state in (State.DRAFT, State.IN_REVIEW):
            record.put(State.PUBLISHED, user, "")


def draft_news(report: MeetingReport, user) -> NewsItem:
    """Draft the news that a report is out, linked to it, for an editor to publish."""
    with override(report.language[:2]):
        title = _("Report published: %(title)s") % {"title": report.title}
        link, address = _("Read the report"), report.get_absolute_url()
    item = NewsItem(
        title=title[:300],
        slug=free_slug(NewsItem, title),
        summary=report.summary,
        language=report.language,
        dated=timezone.localdate().isoformat(),
        author=user,
    )
    item.save()
    item.topics.set(report.topics.all())
    item.countries.set(report.countries.all())
    item.documents.create(
        title=f"{link}: {report.title}"[:300], url=settings.PORTAL_ADDRESS + address, language=report.language
    )
    item.note_change()
    keep(item, user, str(report), Act.ADDED)
    return item
