"""The list of adoptions, the page of one, and what went from which country to which."""

from django.utils.translation import gettext_lazy as _

from publishing.views import CitedDetailView, ListingView, PublicationListView

from .adoption_filters import AdoptionFilter
from .flow import FlowChart
from .models import Adoption
from .models.adoption import SEEN_AT


class AdoptionListView(PublicationListView):
    filterset_class = AdoptionFilter
    frame_name = "events/adoption_list.html"
    heading = _("Seen there, tried here")
    lead = _("Who took a practice over from elsewhere, where it was seen, what was changed and what came of it.")


class FlowView(ListingView):
    """The same list as numbers from country to country."""

    template_name = "events/adoption_flow.html"
    filterset_class = AdoptionFilter
    heading = _("From country to country")
    lead = _("What was taken over from where. The filters are those of the list; each number leads to its adoptions.")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"chart": FlowChart(context["page"])}


class AdoptionDetailView(CitedDetailView):
    model = Adoption
    lists = CitedDetailView.lists | {"origin_countries": ()}
    parent_label = AdoptionListView.heading
    parent_name = "events:adoption-list"

    def get_queryset(self):
        names = ("practice", "recorded_as", "adopter", "place__country", "country", *SEEN_AT)
        return super().get_queryset().select_related(*names)

    def get_context_data(self, **kwargs):
        """Name the practices and the event only where readers may see them."""
        adoption = self.object
        return super().get_context_data(
            practice=_public(adoption.practice),
            recorded_as=_public(adoption.recorded_as),
            event=_public(adoption.event),
            **kwargs,
        )


def _public(record):
    return record if record and record.is_published else None
