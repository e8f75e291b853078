"""Search over everything."""

from django.utils.translation import gettext_lazy as _

from networks.models import Network
from publishing.filters import FacetFilter, PublicationFilter
from publishing.listing import Listing
from publishing.views import ListingView

from .lookup import directory_hits
from .sources import SOURCES


class SearchFilter(PublicationFilter):
    """Words, type of record, topic, target group and country, over all published types."""

    kind = FacetFilter(
        facet="kind",
        label=_("Kind of entry"),
        choices=lambda: [(source.kind, source.label) for source in SOURCES],
        method="by_kind",
        is_sorted=False,
    )

    sorts = [("published", _("Newest first")), ("title", _("Title, A to Z"))]
    default_sort = "published"

    class Meta:
        model = Network  # stands for all: the fields below are common to every type
        fields = ["q", "kind", "topic", "target_group", "country"]

    def by_kind(self, rows, name, values):
        """Keep the rows of the chosen types."""
        return rows if rows.model.kind() in values else rows.none()


class SearchView(ListingView):
    """What is found for some words among all published records, and in the directory beside them."""

    template_name = "search/results.html"
    filterset_class = SearchFilter
    heading = _("Search")

    def get_models(self):
        return [source.model for source in SOURCES]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        page: Listing = context["page"]
        return context | {"directory_hits": directory_hits(page.q, page.asked) if page.q else []}
