"""Publishing a report from the desk: its records go public, an edition is kept for good, and news is drafted."""

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit.log import write
from audit.models import Act
from events.models import MeetingReport
from news.models import NewsItem
from publishing.models import State
from publishing.versions import keep

from .applying import apply, free_slug
from .completeness import remarks
from .editions import make_editions
from .models import ReportDraft


@transaction.atomic
def publish(draft: ReportDraft, user, what_changed: str = "") -> MeetingReport:
    """Publish what stands on the desk and return the report; the draft of the desk goes.

    A report that is out already is corrected: `what_changed` says how, and its earlier editions stay. Raises
    ValidationError with all that is missing, PermissionDenied where `user` may not publish reports.
    """
    if missing := [remark.sentence for remark in remarks(draft.meeting, draft.answers) if remark.stops]:
        raise ValidationError(missing)
    report = getattr(draft.meeting, "report", None)
    is_correction = bool(report and report.editions.exists())
    if is_correction and not what_changed.strip():
        raise ValidationError(_("Say what is corrected: readers see it beside the report."))
    report = apply(draft, user, what_changed)
    if not report.allows(user, "publish"):
        raise PermissionDenied
    for record in (report, *report.meeting.lessons.all(), *report.meeting.recommendations.all()):
        if record.state in (State.DRAFT, State.IN_REVIEW):
            record.put(State.PUBLISHED, user, "")
    make_editions(report, what_changed.strip())
    if is_correction:
        write(Act.CORRECTED, user, report, reason=what_changed)
    else:
        draft_news(report, user)
    draft.delete()
    return report


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
