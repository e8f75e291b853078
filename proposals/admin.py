"""Where editors check proposals and readers' tasks. What a sender wrote is read here and never changed."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from audit.admin import AuditedAdmin

from . import mailing
from .accepting import accept
from .models import Move, Proposal, ProposalDocument, ProposalPhotograph, Question, State, Task
from .models.proposal import MOVES, REVIEWER
from .steps import STEPS, make_fields


def reviews(user) -> bool:
    """Tell whether `user` may check proposals."""
    return user.has_perm("proposals.review_proposal")


class DecisionForm(forms.ModelForm):
    """What the editor decides: the next state, and why."""

    next_state = forms.ChoiceField(label=_("Next"), required=False)
    reason = forms.CharField(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The sender reads it. It is needed to decline."),
    )  # fmt: skip

    class Meta:
        model = Proposal
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


class QuestionInline(admin.TabularInline):
    model = Question
    extra = 0
    fields = ["field", "text", "answer"]
    readonly_fields = ["answer"]

    def has_add_permission(self, request, obj=None):
        return reviews(request.user)

    def has_change_permission(self, request, obj=None):
        return reviews(request.user)

    def has_view_permission(self, request, obj=None):
        return reviews(request.user)


class MoveInline(admin.TabularInline):
    model = Move
    extra = 0
    can_delete = False
    readonly_fields = ["before", "after", "by", "at", "reason"]

    def has_view_permission(self, request, obj=None):
        return reviews(request.user)

    def has_add_permission(self, request, obj=None):
        return False


class FileInline(admin.TabularInline):
    extra = 0
    can_delete = False
    readonly_fields = ["opened"]

    def has_view_permission(self, request, obj=None):
        return reviews(request.user)

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("file"))
    def opened(self, row):
        name = "photograph" if isinstance(row, ProposalPhotograph) else "document"
        url = reverse(f"proposals:{name}", args=[row._meta.model_name, row.pk])
        return format_html('<a href="{}">{}</a>', url, _("Open"))


class ProposalPhotographInline(FileInline):
    model = ProposalPhotograph
    fields = ["opened", "alt", "credit", "caption"]


class ProposalDocumentInline(FileInline):
    model = ProposalDocument
    fields = ["opened", "title", "language"]


@admin.register(Proposal)
class ProposalAdmin(AuditedAdmin):
    """One proposal in reading order, with questions beside the fields and the decision at the top."""

    form = DecisionForm
    list_display = ["__str__", "state", "language", "created_at", "updated_at"]
    list_filter = ["state", "language"]
    readonly_fields = ["state", "told", "sender", "outcome", "created_at", "updated_at"]
    inlines = [QuestionInline, ProposalPhotographInline, ProposalDocumentInline, MoveInline]
    fieldsets = [
        (
            _("Decision"),
            {
                "fields": ["state", "next_state", "reason", "outcome"],
                "description": _(
                    "Accepting makes a draft practice of it. To ask for changes, add a question below and choose "
                    "“changes asked”. The sender gets a mail."
                ),
            },
        ),
        (_("What was proposed"), {"fields": ["told"]}),
        (_("Sender"), {"fields": ["sender", ("created_at", "updated_at")]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(state=State.STARTED)

    def has_module_permission(self, request):
        return reviews(request.user)

    def has_view_permission(self, request, obj=None):
        return reviews(request.user)

    def has_change_permission(self, request, obj=None):
        return reviews(request.user)

    def has_add_permission(self, request):
        return False

    @admin.display(description=_("answers"))
    def told(self, proposal):
        """Show all answers in the order of the form."""
        fields = make_fields()
        rows = [
            (fields[name].label, _shown(fields[name], proposal.answers.get(name)))
            for step in STEPS
            for name in step.names
            if proposal.answers.get(name) and name != "email"
        ]
        return format_html("<dl>{}</dl>", format_html_join("", "<dt><b>{}</b></dt><dd>{}</dd>", rows))

    @admin.display(description=_("sender"))
    def sender(self, proposal):
        confirmed = _("confirmed") if proposal.email_confirmed_at else _("not confirmed")
        return f"{proposal.email} ({confirmed})"

    @admin.display(description=_("practice"))
    def outcome(self, proposal):
        if proposal.practice is None:
            return "–"
        url = reverse("admin:practices_practice_change", args=[proposal.practice_id])
        return format_html('<a href="{}">{}</a>', url, proposal.practice)

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

    def _decide(self, request, proposal: Proposal, to: str, reason: str) -> None:
        if to == State.ACCEPTED:
            accept(proposal, request.user)
        else:
            proposal.move(to, request.user, reason)
        if to in (State.ASKED, State.ACCEPTED, State.DECLINED) and not mailing.tell_sender(proposal):
            text = _("It is done, but the sender could not be told by mail. The private page shows it.")
            self.message_user(request, text, messages.WARNING)


def _shown(field, value):
    """Return an answer as the sender chose or wrote it, each line in its own."""
    labels = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    values = value if isinstance(value, list) else str(value).splitlines()
    return format_html_join("", "{}<br>", ((labels.get(part, part),) for part in values))


@admin.register(Task)
class TaskAdmin(AuditedAdmin):
    list_display = ["practice", "kind", "state", "created_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["practice"]
    readonly_fields = ["practice", "kind", "field", "text", "source", "email", "created_at", "done_by", "done_at"]
    fields = [*readonly_fields, "state", "note"]

    def has_add_permission(self, request):
        return False

    def save_model(self, request, obj, form, change):
        is_done = obj.state == Task.State.DONE
        obj.done_by, obj.done_at = (request.user, timezone.now()) if is_done else (None, None)
        super().save_model(request, obj, form, change)
