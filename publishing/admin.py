"""The admin of every published type: state by rule, author stamped, the index told of each change."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from directory.admin import HTTPS as HTTPS  # the door for the rooms above

from .models import MOVES, State


class PublicationForm(forms.ModelForm):
    """Offers only the states that may follow, and refuses a move that the editor lacks the power for."""

    user = None  # set by PublicationAdmin.get_form

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "state" in self.fields:
            self.old_state = State(self.instance.state)
            allowed = {to for (old, to), power in MOVES.items() if old == self.old_state and self.may(power)}
            self.fields["state"].choices = [(s.value, s.label) for s in State if s == self.old_state or s in allowed]
            self.fields["state"].error_messages["invalid_choice"] = _(
                "This record cannot go into that state, or you may not bring it there. Choose one of those offered."
            )

    def may(self, power: str) -> bool:
        """Tell whether the editor holds `power` over this type."""
        return self.user is not None and self.instance.allows(self.user, power)


class CitationInline(admin.StackedInline):
    """The sources of the facts; a child says its model."""

    extra = 0
    fields = [("source", "locator"), ("as_of", "as_of_as_written"), "claim", "question", "remark"]
    autocomplete_fields = ["source"]


class AttachmentInline(admin.StackedInline):
    formfield_overrides = HTTPS
    extra = 0
    fields = ["title", ("file", "url"), ("language", "issued", "issued_as_written")]


class PublicationAdmin(admin.ModelAdmin):
    """What all published types share. A child adds its own fieldsets in `own_fieldsets`."""

    form = PublicationForm
    list_display = ["title", "state", "published_at", "updated_at"]
    list_filter = ["state", "language"]
    search_fields = ["title", "slug", "summary"]
    date_hierarchy = None
    show_full_result_count = False
    save_on_top = True
    actions = ["send_to_review", "publish", "back_to_draft", "archive"]
    readonly_fields = ["published_at", "created_at", "updated_at"]
    autocomplete_fields = ["topics", "target_groups", "countries"]
    own_fieldsets: list = []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["title"]}

    def get_fieldsets(self, request, obj=None):
        head = (None, {"fields": ["title", "slug", "summary", "language"]})
        terms = (
            _("What it is about"),
            {
                "fields": ["topics", "target_groups", "countries"],
                "description": _("Readers find the record by these terms. Choose only what its sources support."),
            },
        )
        state = (
            _("Publication"),
            {
                "fields": ["state", ("published_at", "created_at", "updated_at")],
                "description": _("Everybody sees a published record; drafts are seen here only."),
            },
        )
        return [head, *self.own_fieldsets, terms, state]

    def get_readonly_fields(self, request, obj=None):
        fixed = ["slug"] if obj and obj.published_at else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def get_view_on_site_url(self, obj=None):
        """Lead to the public page; a record that is not public has none."""
        if obj is None or not type(obj).objects.published().filter(pk=obj.pk).exists():
            return None
        return super().get_view_on_site_url(obj)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        answer = super().render_change_form(request, context, add, change, form_url, obj)
        answer.context_data["has_absolute_url"] = self.get_view_on_site_url(obj) is not None
        return answer

    def save_model(self, request, obj, form, change):
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.note_change()

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            obj.delete()

    # Moves from the list

    @admin.action(description=_("Send to review"))
    def send_to_review(self, request, queryset):
        self._move(request, queryset, State.IN_REVIEW)

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish(self, request, queryset):
        self._move(request, queryset, State.PUBLISHED)

    @admin.action(description=_("Back to draft"))
    def back_to_draft(self, request, queryset):
        self._move(request, queryset, State.DRAFT)

    @admin.action(description=_("Archive"), permissions=["publish"])
    def archive(self, request, queryset):
        self._move(request, queryset, State.ARCHIVED)

    def has_publish_permission(self, request) -> bool:
        """Tell whether the editor may publish records of this type."""
        return self.model().allows(request.user, "publish")

    def _move(self, request, queryset, to: State) -> None:
        moved = 0
        for obj in queryset:
            try:
                obj.move(to, request.user)
                moved += 1
            except ValidationError as fault:
                self.message_user(request, f"{obj}: {fault.messages[0]}", messages.WARNING)
            except PermissionDenied:
                self.message_user(
                    request, _("%(record)s: you may not do this. Ask a colleague who may publish.") % {"record": obj},
                    messages.ERROR,
                )  # fmt: skip
        if moved:
            text = ngettext("%(n)s record is now “%(state)s”.", "%(n)s records are now “%(state)s”.", moved)
            self.message_user(request, text % {"n": moved, "state": to.label}, messages.SUCCESS)
