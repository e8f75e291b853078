"""The list of networks and the page of one, networks side by side and in time; methods."""

from django.db.models import Q
from django.utils.translation import gettext_lazy

from publishing.likeness import told_rows
from publishing.views import CitedDetailView, DownloadView, PublicationListView

from .ancestry import lineage
from .chronology import Chronology
from .comparing import Comparison
from .filters import MethodFilter, NetworkFilter
from .models import Method, MethodAdoption, Network
from .overlapping import Overlap
from .rolls import AsOf, roll_on


class NetworkListView(PublicationListView):
    filterset_class = NetworkFilter
    frame_name = "networks/network_list.html"
    heading = gettext_lazy("Networks")
    lead = gettext_lazy(
        "The European networks, platforms and bodies that deal with the integration of migrants: "
        "who sits in them, since when, and what they made."
    )


class NetworkDetailView(CitedDetailView):
    model = Network
    named = ("parent", "channel_network", "assessed_by")
    lists = CitedDetailView.lists | {
        "names": (), "legal_basis": (), "phases": (), "working_groups": (), "products": (),
        "grants": ("fund", "giver"), "methods": (),
    }  # fmt: skip
    parameters = ("as_of",)
    parent_label = NetworkListView.heading
    parent_name = "networks:network-list"

    def get_context_data(self, **kwargs):
        network, as_of = self.object, AsOf(self.request.GET)
        told = told_rows(network, "complements")
        complements = network.complements.values("pk") if told is None else [other.pk for other in told]
        own = Q(parent=network) | Q(pk__in=complements)
        related = list(Network.objects.published().filter(own).order_by("title", "pk"))
        return super().get_context_data(
            as_of=as_of,
            roll=roll_on(network, as_of.day),
            lineage=lineage(network),
            parts=[other for other in related if other.parent_id == network.pk],
            complements=[other for other in related if other.parent_id != network.pk],
            **self._methods(network),
            **kwargs,
        )

    @staticmethod
    def _methods(network):
        """Return the network's own methods with their adopters, and the methods that it took over from others."""
        own = [method for method in network.methods.all() if method.is_published]
        rows = MethodAdoption.objects.filter(Q(network=network) | Q(method__in=own))
        adoptions = list(rows.select_related("method__network", "network"))
        taken = [row for row in adoptions if row.network_id == network.pk and row.method.is_published]
        by = {method.pk: [row for row in adoptions if row.method_id == method.pk] for method in own}
        return {
            "methods": [(method, [row for row in by[method.pk] if row.network.is_published]) for method in own],
            "adopted_methods": taken,
        }


class CompareView(DownloadView):
    """Up to four networks side by side, with their members on any day."""

    template_name = "networks/compare.html"
    lead = gettext_lazy("Up to four side by side, on any day. The address of this page keeps the choice.")

    def get_listing(self):
        return Comparison(self.request.GET)


class OverlapView(DownloadView):
    """How many members, or topics, each two networks share."""

    template_name = "networks/overlap.html"
    lead = gettext_lazy(
        "How many members, or topics, each two networks have in common. A figure leads to the two side by side."
    )

    def get_listing(self):
        return Overlap(self.request.GET)


class TimelineView(DownloadView):
    """The lives of all networks on one scale, and what went over into what."""

    template_name = "networks/timeline.html"
    lead = gettext_lazy("When each network began and ended, and what it went over into.")

    def get_listing(self):
        return Chronology(self.request.GET)


class MethodListView(PublicationListView):
    filterset_class = MethodFilter
    heading = gettext_lazy("Methods")
    lead = gettext_lazy("Ways of working that networks made, step by step, and the networks that took them over.")


class MethodDetailView(CitedDetailView):
    model = Method
    named = ("network",)
    lists = CitedDetailView.lists | {"steps": (), "adoptions": ("network", "source")}
    parent_label = MethodListView.heading
    parent_name = "networks:method-list"

    def get_context_data(self, **kwargs):
        adoptions = [row for row in self.object.adoptions.all() if row.network.is_published]
        return super().get_context_data(adoptions=adoptions, **kwargs)
