"""What the admin pages of all that is sent in share: what was told, the decision at the top, the history below."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from audit.admin import AuditedAdmin

from . import mailing
from .models import SentIn, State
from .models.sent import MOVES, REVIEWER


class DecisionForm(forms.ModelForm):
    """What the editor decides: the next state, and why."""

    next_state = forms.ChoiceField(label=_("Next"), required=False)
    reason = forms.CharField(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The sender reads it. It is needed to decline."),
    )  # fmt: skip

    class Meta:
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        after = [to for (old, to), who in MOVES.items() if old == self.instance.state and who == REVIEWER]
        self.fields["next_state"].choices = [("", _("leave it as it is")), *((s.value, s.label) for s in after)]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("next_state") == State.DECLINED and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why it is declined: the sender reads it."))
        return cleaned


class OfReviewers:
    """Rows that whoever checks what was sent in sees, and nobody changes."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None):
        return self.parent_model.is_reviewed_by(request.user)

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class MoveInline(OfReviewers, admin.TabularInline):
    """The history; a child says its model."""

    fields = readonly_fields = ["before", "after", "by", "at", "reason"]


class SentInAdmin(AuditedAdmin):
    """One thing sent in, in reading order, with the decision at the top. A child says `fields_told` and `accept`."""

    form = DecisionForm
    list_display = ["__str__", "state", "language", "created_at", "updated_at"]
    list_filter = ["state", "language"]
    readonly_fields = ["state", "told", "sender", "outcome", "created_at", "updated_at"]
    decision_help = ""

    def get_fieldsets(self, request, obj=None):
        decision = {"fields": ["state", "next_state", "reason", "outcome"], "description": self.decision_help}
        return [
            (_("Decision"), decision),
            (_("What was sent in"), {"fields": ["told"]}),
            (_("Sender"), {"fields": ["sender", ("created_at", "updated_at")]}),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(state=State.STARTED)

    def has_module_permission(self, request):
        return self.model.is_reviewed_by(request.user)

    def has_view_permission(self, request, obj=None):
        return self.model.is_reviewed_by(request.user)

    def has_change_permission(self, request, obj=None):
        return self.model.is_reviewed_by(request.user)

    def has_add_permission(self, request):
        return False

    def fields_told(self, sent: SentIn) -> dict[str, forms.Field]:
        """Return the fields of the sender's form by name, in their order."""
        raise NotImplementedError

    def accept(self, sent: SentIn, user) -> None:
        """Make a draft record of what was sent in."""
        raise NotImplementedError

    @admin.display(description=_("answers"))
    def told(self, sent):
        """Show all answers in the order of the form."""
        rows = [
            (field.label, _shown(field, sent.answers.get(name)))
            for name, field in self.fields_told(sent).items()
            if sent.answers.get(name) and name != "email"
        ]
        return format_html("<dl>{}</dl>", format_html_join("", "<dt><b>{}</b></dt><dd>{}</dd>", rows))

    @admin.display(description=_("sender"))
    def sender(self, sent):
        confirmed = _("confirmed") if sent.email_confirmed_at else _("not confirmed")
        return f"{sent.email} ({confirmed})"

    @admin.display(description=_("what came of it"))
    def outcome(self, sent):
        record = sent.outcome
        if record is None:
            return "–"
        meta = record._meta
        url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, record)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        to = form.cleaned_data.get("next_state")
        if not to:
            return
        try:
            self._decide(request, form.instance, to, form.cleaned_data["reason"])
        except ValidationError as fault:
            self.message_user(request, fault.messages[0], messages.ERROR)
        except PermissionDenied:
            self.message_user(request, _("You may not do this. Ask a colleague who may."), messages.ERROR)

    def _decide(self, request, sent: SentIn, to: str, reason: str) -> None:
        if to == State.ACCEPTED:
            self.accept(sent, request.user)
        else:
            sent.move(to, request.user, reason)
        if to in (State.ASKED, State.ACCEPTED, State.DECLINED) and not mailing.tell_sender(sent):
            text = _("It is done, but the sender could not be told by mail. The private page shows it.")
            self.message_user(request, text, messages.WARNING)


def _shown(field, value):
    """Return an answer as the sender chose or wrote it, each line in its own."""
    labels = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    values = value if isinstance(value, list) else str(value).splitlines()
    return format_html_join("", "{}<br>", ((labels.get(part, part),) for part in values))
