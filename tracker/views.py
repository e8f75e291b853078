"""The plans with their progress and timetable, the actions with their history, and what changed since a day."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from publishing.views import CitedDetailView, PublicationDetailView, PublicationListView

from .changes import MOST, changed_since, day_of
from .filters import ActionFilter, ActionPlanFilter
from .gantt import gantt
from .models import Action, ActionItem, ActionPlan
from .progress import ORDER, columns_of, progress_by_area, status_name


class ActionPlanListView(PublicationListView):
    frame_name = "tracker/actionplan_list.html"
    filterset_class = ActionPlanFilter
    heading = _("Action plans")
    lead = _("What the Commission set out to do for integration, and how far it has come.")


class ActionListView(PublicationListView):
    frame_name = "tracker/action_list.html"
    filterset_class = ActionFilter
    heading = _("Actions")
    lead = _("What the action plans announce, how each action stands, and what carries it out.")


class ActionPlanDetailView(CitedDetailView):
    model = ActionPlan
    named = ("predecessor",)
    lists = CitedDetailView.lists | {"areas": ("tracked_in",), "measures": (), "successors": ()}
    parent_label = ActionPlanListView.heading
    parent_name = "tracker:actionplan-list"

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        actions = list(Action.objects.published().of_plan(self.object).in_order().for_listing())
        areas = list(self.object.areas.all())
        return super().get_context_data(
            areas=areas,
            rows=progress_by_area(areas, actions, today),
            columns=[(status or "none", status_name(status)) for status in columns_of(actions)],
            total=len(actions),
            to_check=sum(bool(action.reasons_to_check(today)) for action in actions),
            successors=[plan for plan in self.object.successors.all() if plan.is_published],
            **kwargs,
        )


class TimetableView(PublicationDetailView):
    """The actions of a plan by year, drawn, with a table of the same."""

    model = ActionPlan
    template_name = "tracker/timetable.html"
    parent_label = ActionPlanListView.heading
    parent_name = "tracker:actionplan-list"

    def get_template_names(self):
        return [self.template_name]

    def get_context_data(self, **kwargs):
        actions = list(Action.objects.published().of_plan(self.object).in_order().for_timetable())
        return super().get_context_data(
            drawing=gantt(actions, timezone.localdate()),
            actions=actions,
            legend=[(status, status_name(status)) for status in ORDER if status in columns_of(actions) and status],
            **kwargs,
        )


class ActionDetailView(CitedDetailView):
    model = Action
    named = ("area", "area__plan")
    lists = CitedDetailView.lists | {"updates": ("source",), "items": ()}
    parent_label = ActionListView.heading
    parent_name = "tracker:action-list"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            findings=self.object.reasons_to_check(),
            items=[item for item in self._items() if item.is_shown],
            **kwargs,
        )

    def _items(self) -> list[ActionItem]:
        """Return the items with their records, and with their texts in the language of the page."""
        told = {item.pk: item for item in self.object.items.all()}
        items = list(ActionItem.objects.filter(action=self.object.pk).with_records()) if told else []
        for item in items:
            if item.pk in told:
                item.text, item.note = told[item.pk].text, told[item.pk].note
        return items


class ChangesView(TemplateView):
    """What was told of actions since a day that the reader names."""

    http_method_names = ["get", "head", "options"]
    parameters = ("since",)
    template_name = "tracker/changes.html"

    def get_context_data(self, **kwargs):
        asked, day, fault = self.request.GET.get("since", "").replace("\0", "").strip()[:60], None, ""
        try:
            day = day_of(asked) if asked else None
        except ValidationError as error:
            fault = error.messages[0]
        total, changes = changed_since(day)
        return super().get_context_data(
            asked=asked, day=day, fault=fault, total=total, changes=changes, most=MOST, **kwargs
        )
