"""The calendar, the pages of its events, and what was learnt at them."""

from django.utils.translation import gettext_lazy as _

from publishing.views import CitedDetailView, DocumentView, PublicationListView

from .filters import (
    EventFilter,
    ExchangeFilter,
    LearntFilter,
    MeetingReportFilter,
    RecommendationFilter,
    StudyVisitFilter,
)
from .models import (
    Exchange,
    Lesson,
    Meeting,
    MeetingDocument,
    MeetingReport,
    MeetingReportDocument,
    Recommendation,
    StudyVisit,
    StudyVisitDocument,
)


class CalendarView(PublicationListView):
    filterset_class = EventFilter
    models = [Meeting, StudyVisit, Exchange]
    heading = _("Meetings, visits and exchanges")
    lead = _("When the networks met, whom they visited and who learnt from whom: past and to come.")


class StudyVisitListView(PublicationListView):
    filterset_class = StudyVisitFilter
    heading = _("Study visits")
    lead = _("Who visited whom to see how it works.")


class ExchangeListView(PublicationListView):
    filterset_class = ExchangeFilter
    heading = _("Exchanges")
    lead = _("Mutual assistance, mutual learning, peer reviews and twinning: who gave, who received, what came of it.")


class LessonListView(PublicationListView):
    filterset_class = LearntFilter
    heading = _("Lessons")
    lead = _("What was learnt at meetings and on visits, across all networks.")


class RecommendationListView(PublicationListView):
    filterset_class = RecommendationFilter
    heading = _("Recommendations")
    lead = _("What meetings and visits advise, and to whom.")


class MeetingReportListView(PublicationListView):
    filterset_class = MeetingReportFilter
    heading = _("Meeting reports")
    lead = _("What the networks reported of their meetings.")


class EventDetailView(CitedDetailView):
    """The page of an event with what was learnt there."""

    def get_queryset(self):
        return super().get_queryset().select_related("network", "place__country", "venue_country")


class LearntThereMixin:
    """Adds what was learnt at the event."""

    def get_context_data(self, **kwargs):
        event = self.object
        return super().get_context_data(
            lessons=event.lessons.published().prefetch_related("topics", "target_groups"),
            recommendations=event.recommendations.published().prefetch_related("topics", "target_groups"),
            **kwargs,
        )


class MeetingDetailView(LearntThereMixin, EventDetailView):
    model = Meeting
    parent_label = CalendarView.heading
    parent_name = "events:calendar"

    def get_queryset(self):
        rows = super().get_queryset().select_related("organiser", "follows", "report")
        return rows.prefetch_related("agenda__practices", "participant_groups", "documents", "followed_by")

    def get_context_data(self, **kwargs):
        report = MeetingReport.objects.published().filter(meeting=self.object).prefetch_related("documents").first()
        return super().get_context_data(
            report=report,
            agenda=self.object.agenda.all(),
            followed_by=[meeting for meeting in self.object.followed_by.all() if meeting.is_published],
            **kwargs,
        )


class StudyVisitDetailView(LearntThereMixin, EventDetailView):
    model = StudyVisit
    parent_label = StudyVisitListView.heading
    parent_name = "events:studyvisit-list"

    def get_queryset(self):
        return super().get_queryset().select_related("host").prefetch_related(
            "visited_places__country", "visited_organisations", "delegations__country", "documents"
        )  # fmt: skip

    def get_context_data(self, **kwargs):
        return super().get_context_data(practices=self.object.practices.published(), **kwargs)


class ExchangeDetailView(EventDetailView):
    model = Exchange
    parent_label = ExchangeListView.heading
    parent_name = "events:exchange-list"

    def get_queryset(self):
        return super().get_queryset().prefetch_related("parties__country", "parties__organisation__country")

    def get_context_data(self, **kwargs):
        return super().get_context_data(practices=self.object.practices.published(), **kwargs)


class MeetingReportDetailView(CitedDetailView):
    model = MeetingReport
    parent_label = MeetingReportListView.heading
    parent_name = "events:meetingreport-list"

    def get_queryset(self):
        return super().get_queryset().select_related("meeting__network", "published_on").prefetch_related("documents")

    def get_context_data(self, **kwargs):
        meeting = self.object.meeting
        return super().get_context_data(
            lessons=meeting.lessons.published().prefetch_related("topics", "target_groups"),
            recommendations=meeting.recommendations.published().prefetch_related("topics", "target_groups"),
            **kwargs,
        )


class LearntDetailView(CitedDetailView):
    def get_queryset(self):
        return super().get_queryset().select_related("meeting__network", "visit__network")


class LessonDetailView(LearntDetailView):
    model = Lesson
    parent_label = LessonListView.heading
    parent_name = "events:lesson-list"

    def get_context_data(self, **kwargs):
        return super().get_context_data(recommendations=self.object.recommendations.published(), **kwargs)


class RecommendationDetailView(LearntDetailView):
    model = Recommendation
    parent_label = RecommendationListView.heading
    parent_name = "events:recommendation-list"

    def get_queryset(self):
        return super().get_queryset().select_related("lesson")


class EventDocumentView(DocumentView):
    models = (MeetingDocument, StudyVisitDocument, MeetingReportDocument)
