"""What the pages of the report desk share: who may open them, and the meeting that they are about."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from events.models import Meeting, MeetingReport

from .merging import begin
from .models import ReportDraft


@method_decorator(never_cache, name="dispatch")
class DeskPage(PermissionRequiredMixin, TemplateView):
    """A page for those who write reports; nobody else sees it, and no cache keeps it."""

    permission_required = "events.change_meetingreport"
    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request, *args, **kwargs):
        answer = super().dispatch(request, *args, **kwargs)
        answer["X-Robots-Tag"] = "noindex"
        return answer


class OfMeeting(DeskPage):
    """A page about one meeting."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.meeting = get_object_or_404(Meeting.objects.select_related("network"), pk=kwargs["pk"])

    @property
    def report(self) -> MeetingReport | None:
        return getattr(self.meeting, "report", None)

    @property
    def draft(self) -> ReportDraft:
        """What stands on the desk; where nobody wrote yet, what the records say, not stored."""
        found = ReportDraft.objects.filter(meeting=self.meeting).select_related("user").first()
        return found or begin(self.meeting)

    def lock(self) -> None:
        """Let one save at a time through, until its transaction ends."""
        Meeting.objects.select_for_update(of=("self",)).get(pk=self.meeting.pk)
