"""What plans and actions can be filtered by."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from events.filters import network_choices
from publishing.filters import FacetFilter, PublicationFilter, country_choices

from .checks import RULES
from .models import Action, ActionItem, ActionPlan, Area
from .models.action import NO_ITEM
from .models.item import KINDS, TEXT
from .states import Status


class ActionPlanFilter(PublicationFilter):
    sorts = [("newest", _("Latest plan first")), ("oldest", _("Earliest plan first")), ("title", _("Title, A to Z"))]
    default_sort = "newest"

    class Meta:
        model = ActionPlan
        fields = ["q", "topic", "target_group", "country"]


def plan_choices():
    """List the published plans as (slug, title) pairs."""
    return [(plan.slug, plan.title) for plan in ActionPlan.objects.published()]


def area_choices():
    """List the areas of the published plans as (slug, name) pairs, as their plans order them."""
    areas = Area.objects.filter(plan__in=ActionPlan.objects.published()).select_related("plan")
    return [(area.slug, area.label) for area in areas]


def item_choices():
    """List the kinds of what can carry an action out, and "none"."""
    return [*((kind, ActionItem.kind_label(kind)) for kind in (*KINDS, TEXT)), (NO_ITEM, _("Nothing is named"))]


def rule_choices():
    """List the rules of the check by their few words, two rules with the same words apart by their order."""
    labels = [str(rule.label) for rule in RULES]
    return [
        (rule.key, capfirst(label) + (f" ({labels[: n + 1].count(label)})" if labels.count(label) > 1 else ""))
        for n, (rule, label) in enumerate(zip(RULES, labels, strict=True))
    ]


class ActionFilter(PublicationFilter):
    """The filters of actions. What follows from history and items is worked out in one place, for index and database:
    `Action.index_facets`.
    """

    plan = FacetFilter(field_name="area__plan__slug", facet="plan", label=_("Plan"), choices=plan_choices)
    area = FacetFilter(field_name="area__slug", facet="area", label=_("Area"), choices=area_choices, is_sorted=False)
    type = FacetFilter(
        facet="type", label=_("Type"), choices=[(v, capfirst(t)) for v, t in Action.Type.choices], method="by_facet"
    )
    status = FacetFilter(
        facet="status",
        label=_("Status"),
        choices=[(value, capfirst(label)) for value, label in Status.choices],
        is_sorted=False,
        method="by_facet",
    )
    item = FacetFilter(facet="item", label=_("What carries it out"), choices=item_choices, method="by_facet")
    network = FacetFilter(facet="network", label=_("Network"), choices=network_choices, method="by_facet")
    country = FacetFilter(facet="country", label=_("Country"), choices=country_choices, method="by_facet")
    attention = FacetFilter(
        facet="attention", label=_("To check"), choices=rule_choices, is_sorted=False, method="by_facet"
    )

    sorts = [
        ("number", _("As the plan numbers them")),
        ("newest", _("Latest status first")),
        ("title", _("Title, A to Z")),
        ("-title", _("Title, Z to A")),
    ]
    default_sort = "number"

    class Meta:
        model = Action
        fields = [
            "q", "plan", "area", "status", "type", "item", "attention", "network", "topic", "country", "target_group",
        ]  # fmt: skip

    def by_facet(self, rows, name, values):
        """Keep the actions that have one of the values, by what the index would be told of them."""
        facet = self.base_filters[name].facet
        found = [action.pk for action in rows.for_index() if set(values) & set(action.index_facets()[facet])]
        return rows.filter(pk__in=found)
