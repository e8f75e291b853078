"""The list and the map of practices, the page of one, several side by side, and how evidence is graded."""

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from directory.europe import shapes
from publishing.views import CitedDetailView, DocumentView, ListingView, PhotographView, PublicationListView

from . import grading
from .comparing import Comparison
from .filters import PracticeFilter
from .models import EditorialCheck, Practice, PracticeDocument, PracticePhotograph
from .panels import assessment_panel, map_rows, similar_to


class PracticeListView(PublicationListView):
    filterset_class = PracticeFilter
    frame_name = "practices/practice_list.html"
    heading = _("Practices")
    lead = _("Projects, measures and services for the integration of migrants, told so that others can repeat them.")


class PracticeMapView(ListingView):
    """The same list as numbers by country."""

    template_name = "practices/practice_map.html"
    filterset_class = PracticeFilter
    heading = _("Practices by country")
    lead = _("Where practices come from. The filters are those of the list; each country leads to its practices.")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        note = _("Published practices that the filters let through.")
        return context | {"rows": map_rows(context["page"]), "shapes": shapes(), "note": note}


class PracticeDetailView(CitedDetailView):
    model = Practice
    parent_label = PracticeListView.heading
    parent_name = "practices:practice-list"

    lists = CitedDetailView.lists | {
        "places": ("country",), "funding_shares": ("fund",), "partners": ("organisation",),
        "links": (), "documents": (), "photographs": (), "costs": (), "participants": (), "evidence_items": (),
        "editorial_checks": (), "assessments": (), "assessments__scores": (), "assessments__assessors": (),
    }  # fmt: skip

    def get_context_data(self, **kwargs):
        practice = self.object
        return super().get_context_data(
            check=next(iter(practice.editorial_checks.all()), None),
            panel=assessment_panel(practice),
            similar=similar_to(practice),
            **kwargs,
        )


class CompareView(TemplateView):
    """Up to four practices side by side, and a way to find the next one."""

    http_method_names = ["get", "head", "options"]
    parameters = ("p", "q")
    template_name = "practices/compare.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(comparison=Comparison(self.request.GET), **kwargs)


class EvidenceView(TemplateView):
    """How evidence levels and labels come about, printed from the rules themselves."""

    http_method_names = ["get", "head", "options"]
    parameters = ()
    template_name = "practices/evidence.html"

    def get_context_data(self, **kwargs):
        rules = [(grading.Label(label), *least) for label, least in grading.RULES.items()]
        return super().get_context_data(
            checks=[EditorialCheck._meta.get_field(name).verbose_name for name in EditorialCheck.RULES],
            levels=grading.EVIDENCE_LEVELS.items(),
            rules=rules,
            criteria=grading.Criterion.labels,
            **kwargs,
        )


class PracticeDocumentView(DocumentView):
    models = (PracticeDocument,)


class PracticePhotographView(PhotographView):
    models = (PracticePhotograph,)
