"""The calendar, the pages of its events, and what was learnt at them."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from publishing.likeness import published_of
from publishing.uploads import opened
from publishing.views import CitedDetailView, DocumentView, PhotographView, PublicationListView

from .editions import corrections, newest_files, report_parts
from .filters import (
    EventFilter,
    ExchangeFilter,
    LearntFilter,
    LessonFilter,
    MeetingReportFilter,
    RecommendationFilter,
    StudyVisitFilter,
)
from .following import steps_after
from .models import (
    Exchange,
    Lesson,
    Meeting,
    MeetingDocument,
    MeetingReport,
    MeetingReportDocument,
    MeetingReportPhotograph,
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


class LearntListView(PublicationListView):
    filterset_class = LearntFilter
    models = [Lesson, Recommendation]
    heading = _("Lessons and recommendations")
    lead = _("What meetings and visits taught and advised, to whom, and what was done about it.")


class LessonListView(PublicationListView):
    filterset_class = LessonFilter
    frame_name = "events/learnt_list.html"
    heading = _("Lessons")
    lead = _("What was learnt at meetings and on visits, across all networks.")


class RecommendationListView(PublicationListView):
    filterset_class = RecommendationFilter
    frame_name = "events/learnt_list.html"
    heading = _("Recommendations")
    lead = _("What meetings and visits advise, and to whom.")


class MeetingReportListView(PublicationListView):
    filterset_class = MeetingReportFilter
    heading = _("Meeting reports")
    lead = _("What the networks reported of their meetings.")


class EventDetailView(CitedDetailView):
    """The page of an event with what was learnt there."""

    named = ("network", "place", "place__country", "venue_country")


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
    named = (*EventDetailView.named, "organiser", "follows")
    lists = EventDetailView.lists | {
        "agenda": (), "agenda__practices": (), "participant_groups": (), "documents": (), "followed_by": (),
    }  # fmt: skip
    parent_label = CalendarView.heading
    parent_name = "events:calendar"

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
    named = (*EventDetailView.named, "host")
    lists = EventDetailView.lists | {
        "visited_places": ("country",), "visited_organisations": (), "delegations": ("country",), "documents": (),
    }  # fmt: skip
    parent_label = StudyVisitListView.heading
    parent_name = "events:studyvisit-list"

    def get_context_data(self, **kwargs):
        return super().get_context_data(practices=published_of(self.object, "practices"), **kwargs)


class ExchangeDetailView(EventDetailView):
    model = Exchange
    lists = EventDetailView.lists | {"parties": ("country", "organisation", "organisation__country")}
    parent_label = ExchangeListView.heading
    parent_name = "events:exchange-list"

    def get_context_data(self, **kwargs):
        return super().get_context_data(practices=published_of(self.object, "practices"), **kwargs)


class MeetingReportDetailView(CitedDetailView):
    model = MeetingReport
    named = ("meeting", "meeting__network", "published_on")
    lists = CitedDetailView.lists | {"documents": (), "photographs": (), "next_steps": ()}
    parent_label = MeetingReportListView.heading
    parent_name = "events:meetingreport-list"

    def get_context_data(self, **kwargs):
        editions = list(self.object.editions.defer("document"))
        return super().get_context_data(
            **report_parts(self.object, get_language()),
            files=newest_files(editions, self.object.written_in),
            corrections=corrections(editions),
            **kwargs,
        )


class EditionView(TemplateView):
    """A report as it once went out, which later corrections leave alone."""

    http_method_names = ["get", "head", "options"]
    parameters = ()
    template_name = "events/edition.html"

    def get_context_data(self, **kwargs):
        report = get_object_or_404(MeetingReport.objects.published(), slug=kwargs["slug"])
        editions = report.editions.filter(number=kwargs["number"])
        here = (get_language() or "")[:2]
        edition = editions.filter(language=here).first() or editions.filter(language=report.language).first()
        if edition is None:
            raise Http404
        body = mark_safe(edition.document["html"])  # noqa: S308  drawn by our own template, and stored
        return super().get_context_data(report=report, edition=edition, body=body, **kwargs)


class EditionPdfView(View):
    """The accessible PDF of an edition."""

    http_method_names = ["get", "head", "options"]
    parameters = ()

    def get(self, request, slug, number, language):
        report = get_object_or_404(MeetingReport.objects.published(), slug=slug)
        edition = get_object_or_404(report.editions, number=number, language=language)
        if not edition.pdf:
            raise Http404
        answer = FileResponse(opened(edition.pdf), content_type="application/pdf", filename=f"{slug}-{language}.pdf")
        answer["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
        answer["Content-Language"] = language
        return answer


class LearntDetailView(CitedDetailView):
    """What was learnt, with what was done about it."""

    named = ("meeting", "meeting__network", "visit", "visit__network")
    lists = CitedDetailView.lists | {"follow_ups": ("source",)}
    parent_label = LearntListView.heading
    parent_name = "events:learnt-list"

    def get_context_data(self, **kwargs):
        return super().get_context_data(steps=steps_after(self.object), **kwargs)


class LessonDetailView(LearntDetailView):
    model = Lesson

    def get_context_data(self, **kwargs):
        return super().get_context_data(recommendations=self.object.recommendations.published(), **kwargs)


class RecommendationDetailView(LearntDetailView):
    model = Recommendation
    named = (*LearntDetailView.named, "lesson")
    lists = LearntDetailView.lists | {"addressees": ()}


class EventDocumentView(DocumentView):
    models = (MeetingDocument, StudyVisitDocument, MeetingReportDocument)


class EventPhotographView(PhotographView):
    models = (MeetingReportPhotograph,)
