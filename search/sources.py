"""The one list of published types. Search, feeds, sitemap, topic and country pages and the contract tests read it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst

from events import filters as events
from events.adoption_filters import AdoptionFilter
from networks.filters import MethodFilter, NetworkFilter
from news.filters import AnalysisFilter, NewsItemFilter
from practices.filters import PracticeFilter
from publishing.filters import PublicationFilter
from publishing.models import Publication
from tracker.filters import ActionFilter, ActionPlanFilter


@dataclass(frozen=True)
class Source:
    """A published type: its filter set, and the list that shows it."""

    filterset: type[PublicationFilter]
    list_name: str

    @property
    def model(self) -> type[Publication]:
        return self.filterset._meta.model

    @property
    def kind(self) -> str:
        return self.model.kind()

    @property
    def label(self) -> str:
        return capfirst(str(self.model._meta.verbose_name_plural))

    @property
    def list_url(self) -> str:
        return reverse(self.list_name)


SOURCES = [
    Source(NetworkFilter, "networks:network-list"),
    Source(MethodFilter, "networks:method-list"),
    Source(PracticeFilter, "practices:practice-list"),
    Source(events.EventFilter, "events:calendar"),
    Source(events.StudyVisitFilter, "events:studyvisit-list"),
    Source(events.ExchangeFilter, "events:exchange-list"),
    Source(AdoptionFilter, "events:adoption-list"),
    Source(events.MeetingReportFilter, "events:meetingreport-list"),
    Source(events.LessonFilter, "events:lesson-list"),
    Source(events.RecommendationFilter, "events:recommendation-list"),
    Source(ActionPlanFilter, "tracker:actionplan-list"),
    Source(ActionFilter, "tracker:action-list"),
    Source(NewsItemFilter, "news:newsitem-list"),
    Source(AnalysisFilter, "news:analysis-list"),
]
