"""Actions on the pages of other rooms, and the progress of the current plan."""

from collections import Counter

from django import template
from django.urls import reverse

from index.query import IndexUnavailable, read
from tracker.changes import current_plan
from tracker.models import Action, ActionItem
from tracker.models.item import EVENTS, KINDS
from tracker.progress import ORDER, pieces_of, status_name
from tracker.states import Status

register = template.Library()


@register.inclusion_tag("tracker/carried_out.html")
def carried_out(record):
    """List the published actions that a network, event, practice, fund or organisation carries out."""
    if (ActionItem.key_of(type(record)), record.pk) not in _carrying():
        return {"actions": []}
    rows = Action.objects.published().carried_out_by(record).with_status().select_related("area__plan").in_order()
    return {"actions": [(action, status_name(action.status_now or "")) for action in rows]}


def _carrying() -> set[tuple[str, int]]:
    """Return kind and key of all records that carry something out; worked out anew when something changed."""

    def ask(view):
        if "carrying out" not in view.kept:
            view.kept["carrying out"] = _carrying_now()
        return view.kept["carrying out"]

    try:
        return read(ask)
    except IndexUnavailable:
        return _carrying_now()


def _carrying_now() -> set[tuple[str, int]]:
    keys = [f"{name}_id" for name in KINDS]
    networks = [f"{name}__network_id" for name in EVENTS]
    found = set()
    for row in ActionItem.objects.filter(action__in=Action.objects.published()).values(*keys, *networks):
        found |= {(name, row[f"{name}_id"]) for name in KINDS if row[f"{name}_id"]}
        found |= {("network", row[name]) for name in networks if row[name]}
    return found


@register.inclusion_tag("tracker/plan_progress.html")
def plan_progress():
    """Show in one bar how the actions of the plan that began last stand."""
    plan = current_plan()
    if plan is None:
        return {"plan": None}
    rows = Action.objects.published().of_plan(plan).with_status().values_list("status_now", flat=True)
    counts = Counter(status or "" for status in rows)
    listed = reverse("tracker:action-list")
    return {
        "plan": plan,
        "total": sum(counts.values()),
        "pieces": pieces_of(counts),
        "numbers": [
            (
                status or "none",
                status_name(status),
                counts[status],
                f"{listed}?plan={plan.slug}&status={Status(status)}",
            )
            for status in ORDER
            if status and counts[status]
        ],
    }


@register.inclusion_tag("tracker/bar.html")
def progress_bar(pieces):
    """Draw a bar of the pieces; a table or list beside it has the numbers."""
    return {"pieces": pieces}
