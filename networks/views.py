"""The list of networks and the page of one; the list of methods and the page of one."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.likeness import told_rows
from publishing.views import CitedDetailView, PublicationListView

from .ancestry import lineage
from .filters import MethodFilter, NetworkFilter
from .models import Method, MethodAdoption, Network
from .rolls import parse_day, roll_on


class NetworkListView(PublicationListView):
    filterset_class = NetworkFilter
    heading = gettext_lazy("Networks")
    lead = gettext_lazy(
        "The European networks, platforms and bodies that deal with the integration of migrants: "
        "who sits in them, since when, and what they made."
    )


class NetworkDetailView(CitedDetailView):
    model = Network
    lists = CitedDetailView.lists | {
        "names": (), "legal_basis": (), "phases": (), "working_groups": (), "products": (),
        "grants": ("fund", "giver"),
    }  # fmt: skip
    parent_label = NetworkListView.heading
    parent_name = "networks:network-list"

    def get_queryset(self):
        return super().get_queryset().select_related("parent", "channel_network", "assessed_by")

    def get_context_data(self, **kwargs):
        network = self.object
        asked = self.request.GET.get("as_of", "").strip()[:20]
        day = parse_day(asked) if asked else dt.date.today()
        fault = _("“%(text)s” is no date. Write a year, as 2017, or a day, as 2017-03-09.") % {"text": asked}
        told = told_rows(network, "complements")
        complements = network.complements.values("pk") if told is None else [other.pk for other in told]
        own = Q(parent=network) | Q(pk__in=complements)
        related = list(Network.objects.published().filter(own).order_by("title", "pk"))
        return super().get_context_data(
            as_of=asked,
            day=day or dt.date.today(),
            as_of_error="" if day else fault,
            roll=roll_on(network, day or dt.date.today()),
            lineage=lineage(network),
            parts=[other for other in related if other.parent_id == network.pk],
            complements=[other for other in related if other.parent_id != network.pk],
            **self._methods(network),
            **kwargs,
        )

    @staticmethod
    def _methods(network):
        """Return the network's own methods with their adopters, and the methods that it took over from others."""
        own = list(Method.objects.published().filter(network=network))
        rows = MethodAdoption.objects.filter(Q(network=network) | Q(method__in=own))
        adoptions = list(rows.select_related("method__network", "network"))
        taken = [row for row in adoptions if row.network_id == network.pk and row.method.is_published]
        by = {method.pk: [row for row in adoptions if row.method_id == method.pk] for method in own}
        return {
            "methods": [(method, [row for row in by[method.pk] if row.network.is_published]) for method in own],
            "adopted_methods": taken,
        }


class MethodListView(PublicationListView):
    filterset_class = MethodFilter
    heading = gettext_lazy("Methods")
    lead = gettext_lazy("Ways of working that networks made, step by step, and the networks that took them over.")


class MethodDetailView(CitedDetailView):
    model = Method
    lists = CitedDetailView.lists | {"steps": (), "adoptions": ("network", "source")}
    parent_label = MethodListView.heading
    parent_name = "networks:method-list"

    def get_queryset(self):
        return super().get_queryset().select_related("network")

    def get_context_data(self, **kwargs):
        adoptions = [row for row in self.object.adoptions.all() if row.network.is_published]
        return super().get_context_data(adoptions=adoptions, **kwargs)
