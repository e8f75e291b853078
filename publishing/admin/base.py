"""The admin page and list of every published type: powers by rule, a version of each save, moves with their reason."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit.admin import SavedAtOnce
from audit.log import write
from audit.models import Act

from ..fields import RichTextField
from ..models import State, Version
from ..models.edited import proposed
from ..people import who_may
from ..versions import keep, keep_first, snapshot
from .bulk import BulkPages
from .choices import VisibleChoices
from .forms import PublicationForm
from .history import HistoryPages

MOST_NAMES = 5


class ActionForm(helpers.ActionForm):
    """The choice of what to do with the marked records, and why."""

    reason = forms.CharField(label=_("Why"), max_length=500, required=False)


class PublicationAdmin(SavedAtOnce, BulkPages, HistoryPages, VisibleChoices, admin.ModelAdmin):
    """What all published types share. A child adds its own fieldsets in `own_fieldsets`."""

    form = PublicationForm
    action_form = ActionForm
    change_form_template = "admin/publication_change.html"
    list_display = ["title", "state", "published_at", "updated_at"]
    list_filter = ["state", "language"]
    search_fields = ["title", "slug", "summary"]
    date_hierarchy = None
    show_full_result_count = False
    save_on_top = True
    actions = ["send_to_review", "publish", "back_to_draft", "archive", "facts_checked"]
    readonly_fields = ["published_at", "created_at", "updated_at"]
    autocomplete_fields = ["topics", "target_groups", "countries"]
    own_fieldsets: list = []

    def get_prepopulated_fields(self, request, obj=None):
        return {"slug": ["title"]} if obj is None else {}

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
                "fields": [
                    "state", "reason", ("publish_at", "expire_at"), "checked_on",
                    ("published_at", "created_at", "updated_at"), "base_version",
                ],
                "description": _("Everybody sees a published record; drafts are seen here only."),
            },
        )  # fmt: skip
        return [head, *self.own_fieldsets, terms, state]

    def get_readonly_fields(self, request, obj=None):
        fixed = ["slug"] if obj and obj.published_at else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    # Who may

    def get_queryset(self, request):
        rows, order = self.model.objects.visible_to(request.user), self.get_ordering(request)
        return rows.order_by(*order) if order else rows

    def has_add_permission(self, request):
        record = self.model()
        return record.allows(request.user, "add") or record.allows(request.user, "draft")

    def has_change_permission(self, request, obj=None):
        if obj is None:
            record = self.model()
            return any(record.allows(request.user, power) for power in ("change", "draft"))
        return obj.allows(request.user, "change")

    def has_view_permission(self, request, obj=None):
        record = self.model()
        if not any(record.allows(request.user, power) for power in ("view", "change", "draft")):
            return obj is None and _is_choosing(request)
        return obj is None or obj.pk is None or self.model.objects.visible_to(request.user).filter(pk=obj.pk).exists()

    def has_publish_permission(self, request) -> bool:
        """Tell whether the editor may publish records of this type."""
        return self.model().allows(request.user, "publish")

    def get_view_on_site_url(self, obj=None):
        """Lead to the public page; a record that is not public has none."""
        if obj is None or not type(obj).objects.published().filter(pk=obj.pk).exists():
            return None
        return super().get_view_on_site_url(obj)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        waiting = Version.objects.of(obj).waiting().defer("data") if obj else ()
        form = context["adminform"].form
        context |= {"clash": getattr(form, "clash", None), "waiting": waiting, "record": obj}
        models = [self.model, *(inline.model for inline in self.get_inline_instances(request, obj))]
        context["has_rich_text"] = any(isinstance(f, RichTextField) for one in models for f in one._meta.fields)
        answer = super().render_change_form(request, context, add, change, form_url, obj)
        answer.context_data["has_absolute_url"] = self.get_view_on_site_url(obj) is not None
        return answer

    # Saving

    def save_model(self, request, obj, form, change):
        """Save the record's own fields; where it may not change in public yet, nothing of the save will stay."""
        form.target, obj.state = State(obj.state), form.old_state
        form.savepoint = None
        if change:
            keep_first(obj)
            if not obj.amends_live(request.user):
                form.savepoint = transaction.savepoint()
        else:
            obj.author = request.user
        if {"publish_at", "expire_at"} & set(form.changed_data):
            obj.scheduled_by = request.user
            write(Act.SCHEDULED, request.user, obj if change else None, detail=_told_schedule(obj))
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        obj, reason = form.instance, form.cleaned_data.get("reason", "")
        touched = set(form.changed_data) - {"state", "reason", "base_version"}
        is_changed = bool(touched) or any(formset.has_changed() for formset in formsets)
        if form.savepoint and is_changed:
            self._let_wait(request, form, reason)
            return
        obj.note_change()
        if is_changed or not change:
            keep(obj, request.user, reason, Act.CHANGED if change else Act.ADDED, detail=", ".join(sorted(touched)))
        if form.target != obj.state:
            obj.put(form.target, request.user, reason)

    def _let_wait(self, request, form, reason: str) -> None:
        """Take the save back and keep what it made as a version that waits for somebody who may publish."""
        obj = form.instance
        data = snapshot(obj)
        transaction.savepoint_rollback(form.savepoint)
        obj.waits = self.propose(obj, data, request.user, reason)
        if form.target != obj.state:  # the move needs no decision: it is made on the record as it stands
            self.model._base_manager.get(pk=obj.pk).put(form.target, request.user, reason)

    def log_change(self, request, obj, message):
        """Leave a change that waits out of Django's own log, too: nothing has changed yet."""
        return None if hasattr(obj, "waits") else super().log_change(request, obj, message)

    def response_change(self, request, obj):
        """Say of a change that waits that it does, and for whom; nothing else."""
        if not hasattr(obj, "waits"):
            return super().response_change(request, obj)
        self.message_user(request, self._told_waiting(request, obj), messages.WARNING)
        if "_continue" in request.POST or "_addanother" in request.POST:
            return HttpResponseRedirect(request.get_full_path())
        return self.response_post_save_change(request, obj)

    def _told_waiting(self, request, obj) -> str:
        """Return for whom the change waits; names of more than a few say less than none."""
        record = self.model._base_manager.get(pk=obj.pk)
        people = [one for one in who_may("publish", record) if one != request.user]
        facts = {"record": record, "names": ", ".join(one.get_full_name() or one.get_username() for one in people)}
        if not people:
            text = _("Your change of “%(record)s” waits. Nobody may let it in yet: tell an administrator.")
        elif len(people) > MOST_NAMES:
            text = _("Your change of “%(record)s” waits for somebody who may publish it. Readers see it as it was.")
        else:
            text = _("Your change of “%(record)s” waits for a decision by: %(names)s. Readers see it as it was.")
        return text % facts

    @staticmethod
    def propose(obj, data: dict, user, reason: str) -> Version:
        """Keep a change that waits for a decision, and tell the log of it."""
        write(Act.PROPOSED, user, obj, reason=reason)
        transaction.on_commit(lambda: proposed.send(type(obj), record=obj, user=user, reason=reason))
        return Version.objects.create(
            kind=obj.kind(), object_id=obj.pk, number=obj.version + 1, standing=Version.Standing.WAITS,
            state=obj.state, title=str(obj)[:300], data=data, user=user, user_name=user.get_username(), reason=reason,
        )  # fmt: skip

    def delete_model(self, request, obj):
        write(Act.DELETED, request.user, obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self.delete_model(request, obj)

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

    @admin.action(description=_("Archive"))
    def archive(self, request, queryset):
        self._move(request, queryset, State.ARCHIVED)

    @admin.action(description=_("The facts are checked today"))
    def facts_checked(self, request, queryset):
        """Note that somebody compared the records with their sources today."""
        done = 0
        for obj in queryset:
            if not obj.allows(request.user, "change"):
                self._refuse(request, obj)
                continue
            obj.mark_checked(request.user)
            done += 1
        text = ngettext("%(n)s record is noted as checked today.", "%(n)s records are noted as checked today.", done)
        self.message_user(request, text % {"n": done}, messages.SUCCESS)

    def _refuse(self, request, obj) -> None:
        text = _("%(record)s: you may not do this. Ask a colleague who may publish.") % {"record": obj}
        self.message_user(request, text, messages.ERROR)

    def _move(self, request, queryset, to: State) -> None:
        moved = 0
        for obj in queryset:
            try:
                obj.move(to, request.user, request.POST.get("reason", ""))
                moved += 1
            except ValidationError as fault:
                self.message_user(request, f"{obj}: {fault.messages[0]}", messages.WARNING)
            except PermissionDenied:
                self._refuse(request, obj)
        if moved:
            text = ngettext("%(n)s record is now “%(state)s”.", "%(n)s records are now “%(state)s”.", moved)
            self.message_user(request, text % {"n": moved, "state": to.label}, messages.SUCCESS)


def _is_choosing(request) -> bool:
    """Tell whether a form of another type looks for a record to name: it finds what `visible_to` lets through."""
    return getattr(request.resolver_match, "view_name", "") == "admin:autocomplete"


def _told_schedule(obj) -> str:
    times = [(name, getattr(obj, name)) for name in ("publish_at", "expire_at")]
    return ", ".join(f"{name} {timezone.localtime(time):%Y-%m-%d %H:%M}" for name, time in times if time)
