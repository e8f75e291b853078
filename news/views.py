"""News and analyses: their lists and pages."""

from django.utils.translation import gettext_lazy as _

from publishing.views import CitedDetailView, DocumentView, PublicationListView

from .filters import AnalysisFilter, NewsItemFilter
from .models import Analysis, NewsItem, NewsItemDocument


class NewsItemListView(PublicationListView):
    filterset_class = NewsItemFilter
    heading = _("News")
    lead = _("What happened in the networks, with the documents that go with it.")


class NewsItemDetailView(CitedDetailView):
    model = NewsItem
    lists = CitedDetailView.lists | {"documents": ()}
    parent_label = NewsItemListView.heading
    parent_name = "news:newsitem-list"


class AnalysisListView(PublicationListView):
    filterset_class = AnalysisFilter
    heading = _("Analyses")
    lead = _("What studies and evaluations found about the networks, and what they advise.")


class AnalysisDetailView(CitedDetailView):
    model = Analysis
    lists = CitedDetailView.lists | {"findings": ()}
    parent_label = AnalysisListView.heading
    parent_name = "news:analysis-list"


class NewsDocumentView(DocumentView):
    models = (NewsItemDocument,)
