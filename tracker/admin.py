"""The admin of plans with their areas, and of actions with their history and what carries them out."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from publishing.admin import CitationInline, PublicationAdmin, StackInline

from .models import (
    Action,
    ActionCitation,
    ActionItem,
    ActionPlan,
    ActionPlanCitation,
    Area,
    StatusUpdate,
)
from .models.item import KINDS


class _AtOnce:
    """Rows that no version holds: they cannot wait, so only whoever may change the record in public changes them."""

    def _may_change(self, request, obj) -> bool:
        return super()._may_change(request, obj) and (obj is None or obj.pk is None or obj.amends_live(request.user))


class AreaInline(_AtOnce, StackInline):
    """The areas of a plan. One that actions lean on is kept, whoever deletes it."""

    model = Area
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["tracked_in"]
    fields = [
        ("kind", "position"), ("name", "slug"), ("name_fr", "name_de"), "encouraged_to", "how", "partners", "goals",
        "measures", "tracked_in",
    ]  # fmt: skip


class ActionPlanCitationInline(CitationInline):
    model = ActionPlanCitation


@admin.register(ActionPlan)
class ActionPlanAdmin(PublicationAdmin):
    list_display = ["title", "period", "state", "updated_at"]
    autocomplete_fields = [*PublicationAdmin.autocomplete_fields, "predecessor", "measures"]
    inlines = [AreaInline, ActionPlanCitationInline]
    own_fieldsets = [
        (
            _("The plan"),
            {
                "fields": [
                    ("period", "period_as_written"), "predecessor", "principles",
                    ("mid_term_review", "mid_term_review_as_written"), "measures", "next_steps",
                ],
                "description": _("A next plan is a new record: name the plan before it, then add its areas below."),
            },
        ),
        (_("What was learnt from it"), {"fields": ["worked_well", "to_improve"]}),
        (
            _("For cities and regions"),
            {"fields": ["local_announced", "local_measures", "local_support", "local_capacity"]},
        ),
    ]  # fmt: skip


class StatusUpdateInline(_AtOnce, StackInline):
    """The history. A new word on an action is a new entry; only administrators may correct an old one."""

    model = StatusUpdate
    fields = [("status", "when", "when_as_written"), "text", "source", ("author", "added_at")]
    readonly_fields = ["author", "added_at"]
    autocomplete_fields = ["source"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and request.user.has_perm("tracker.change_statusupdate")

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and request.user.has_perm("tracker.delete_statusupdate")


class ItemFormSet(BaseInlineFormSet):
    """Items, unless the action says that its source names none."""

    def clean(self):
        super().clean()
        rows = [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        if rows and self.instance.names_none:
            raise ValidationError(
                _(
                    "The action says that the source names nothing that carries it out, but something is listed here. "
                    "Take the mark off above, or empty this list."
                )
            )


class ActionItemInline(StackInline):
    """What carries the action out, one record or text a row."""

    model = ActionItem
    formset = ItemFormSet
    autocomplete_fields = list(KINDS)
    fields = [
        ("network", "meeting", "visit", "exchange"), ("report", "lesson", "recommendation", "practice"),
        ("news_item", "analysis", "fund", "organisation"), "text", "note",
    ]  # fmt: skip


class ActionCitationInline(CitationInline):
    model = ActionCitation


@admin.register(Action)
class ActionAdmin(PublicationAdmin):
    list_display = ["title", "number", "area", "until", "state", "updated_at"]
    list_filter = ["state", "area"]
    list_select_related = ["area__plan"]
    inlines = [StatusUpdateInline, ActionItemInline, ActionCitationInline]
    own_fieldsets = [
        (
            _("What is to be done"),
            {
                "fields": [
                    ("area", "number"), "aim", "types", ("begun", "begun_as_written"), ("until", "until_as_written"),
                    "names_none", "cross_reference", "note",
                ],
                "description": _("How it stands, and what carries it out, is told further down, one entry at a time."),
            },
        )
    ]  # fmt: skip

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "area":
            kwargs["queryset"] = Area.objects.select_related("plan")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_formset(self, request, form, formset, change):
        """Sign each new entry of the history."""
        if formset.model is StatusUpdate:
            for row in formset.forms:
                if row.instance.pk is None:
                    row.instance.author = request.user
        super().save_formset(request, form, formset, change)
