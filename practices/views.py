"""The list of practices and the page of one."""

from django.utils.translation import gettext_lazy as _

from publishing.views import CitedDetailView, DocumentView, PublicationListView

from .filters import PracticeFilter
from .models import Practice, PracticeDocument


class PracticeListView(PublicationListView):
    filterset_class = PracticeFilter
    heading = _("Practices")
    lead = _("Projects, measures and services for the integration of migrants, told so that others can repeat them.")


class PracticeDetailView(CitedDetailView):
    model = Practice
    parent_label = PracticeListView.heading
    parent_name = "practices:practice-list"

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .prefetch_related("places__country", "funding_shares__fund", "partners__organisation", "links", "documents")
        )


class PracticeDocumentView(DocumentView):
    models = (PracticeDocument,)
