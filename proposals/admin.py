"""Where editors check what readers send in, and their tasks. What a sender wrote is read here and never changed."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from audit.admin import AuditedAdmin

from .accepting import accept
from .adopting import accept_trial
from .models import Move, Proposal, ProposalDocument, ProposalPhotograph, Question, Task, Trial, TrialMove
from .reviewing import MoveInline, OfReviewers, SentInAdmin
from .steps import STEPS, make_fields
from .trial_forms import TrialForm


class QuestionInline(admin.TabularInline):
    model = Question
    extra = 0
    fields = ["field", "text", "answer"]
    readonly_fields = ["answer"]

    def has_add_permission(self, request, obj=None):
        return Proposal.is_reviewed_by(request.user)

    def has_change_permission(self, request, obj=None):
        return Proposal.is_reviewed_by(request.user)

    def has_view_permission(self, request, obj=None):
        return Proposal.is_reviewed_by(request.user)


class ProposalMoveInline(MoveInline):
    model = Move


class TrialMoveInline(MoveInline):
    model = TrialMove


class FileInline(OfReviewers, admin.TabularInline):
    readonly_fields = ["opened"]

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
class ProposalAdmin(SentInAdmin):
    inlines = [QuestionInline, ProposalPhotographInline, ProposalDocumentInline, ProposalMoveInline]
    decision_help = _(
        "Accepting makes a draft practice of it. To ask for changes, add a question below and choose "
        "“changes asked”. The sender gets a mail."
    )

    def fields_told(self, sent):
        fields = make_fields()
        return {name: fields[name] for step in STEPS for name in step.names}

    def accept(self, sent, user):
        accept(sent, user)


@admin.register(Trial)
class TrialAdmin(SentInAdmin):
    list_select_related = ["practice"]
    readonly_fields = [*SentInAdmin.readonly_fields, "practice"]
    inlines = [TrialMoveInline]
    decision_help = _(
        "Accepting makes a draft adoption of it. To ask for changes, say in the reason which, and choose "
        "“changes asked”. The sender gets a mail."
    )

    def get_fieldsets(self, request, obj=None):
        decision, told, *rest = super().get_fieldsets(request, obj)
        return [decision, (told[0], {"fields": ["practice", "told"]}), *rest]

    def fields_told(self, sent):
        return TrialForm(sent.practice).fields

    def accept(self, sent, user):
        accept_trial(sent, user)


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
