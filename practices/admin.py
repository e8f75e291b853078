"""The admin of practices, and of the assessments that experts make of them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from audit.admin import AuditedAdmin
from publishing.admin import (
    HTTPS,
    AttachmentInline,
    CitationInline,
    PhotographInline,
    PublicationAdmin,
    StackInline,
    TableInline,
    VisibleChoices,
)
from publishing.versions import keep, keep_first

from . import models
from .bulk import PracticeResource
from .grading import MIN_ASSESSORS, Criterion


class PartnerInline(TableInline):
    model = models.Partner
    extra = 0
    autocomplete_fields = ["organisation"]


class FundingShareInline(TableInline):
    model = models.FundingShare
    extra = 0
    autocomplete_fields = ["fund"]


class CostInline(TableInline):
    model = models.Cost
    extra = 0
    fields = ["amount", "currency", "period", "note"]


class ParticipantCountInline(TableInline):
    model = models.ParticipantCount
    extra = 0
    fields = ["number", "unit", "as_of", "note"]


class LinkInline(TableInline):
    formfield_overrides = HTTPS
    model = models.Link
    extra = 0


class EvidenceItemInline(StackInline):
    formfield_overrides = HTTPS
    model = models.EvidenceItem
    extra = 0
    fields = [
        ("kind", "outcome", "year"),
        "finding",
        "design",
        ("sample", "sample_unit", "is_replication"),
        ("title", "url"),
    ]


class EditorialCheckInline(StackInline):
    model = models.EditorialCheck
    extra = 0
    fields = [*models.EditorialCheck.RULES, ("checked_on", "note")]


class PracticePhotographInline(PhotographInline):
    model = models.PracticePhotograph


class PracticeDocumentInline(AttachmentInline):
    model = models.PracticeDocument


class PracticeCitationInline(CitationInline):
    model = models.PracticeCitation


@admin.register(models.Practice)
class PracticeAdmin(PublicationAdmin):
    bulk = PracticeResource
    list_display = ["title", "kind_of_practice", "state", "label", "evidence_level", "period", "updated_at"]
    list_filter = ["state", "kind_of_practice", "origin", "label", "evidence_level"]
    autocomplete_fields = [*PublicationAdmin.autocomplete_fields, "places"]
    readonly_fields = [*PublicationAdmin.readonly_fields, "evidence_level", "label", "assessed_score"]
    inlines = [
        PartnerInline, FundingShareInline, CostInline, ParticipantCountInline, EvidenceItemInline, EditorialCheckInline,
        LinkInline, PracticePhotographInline, PracticeDocumentInline, PracticeCitationInline,
    ]  # fmt: skip
    own_fieldsets = [
        (
            _("Where and when"),
            {
                "fields": [
                    ("kind_of_practice", "level", "origin"), "places", ("period", "period_as_written"),
                    "is_regular_service",
                ]
            },
        ),
        (
            _("What was done"),
            {
                "fields": [
                    "challenge", "goals", "assumptions", "how_it_works", "activities", "beneficiaries", "participation",
                ],
                "description": _("Write so that a colleague elsewhere could repeat it."),
            },
        ),
        (
            _("What came of it"),
            {
                "fields": ["results", "failures", "side_effects", "evaluation", "next_steps"],
                "description": _("Say what did not work, too: it saves others years."),
            },
        ),
        (
            _("For those who want to repeat it"),
            {"fields": ["transfer", "resources", "legal_aspects", "dos", "donts"]},
        ),
        (
            _("Contact"),
            {
                "fields": [("contact_name", "contact_email")],
                "description": _("The address is never shown: readers write through a form."),
            },
        ),
        (
            _("Evidence and label"),
            {
                "fields": [("evidence_level", "label", "assessed_score")],
                "description": _("They follow from the studies below and the assessments; nobody sets them by hand."),
            },
        ),
    ]  # fmt: skip


class AssessorInline(admin.TabularInline):
    model = models.Assessor
    extra = 0
    min_num = MIN_ASSESSORS


class ScoreInline(admin.TabularInline):
    model = models.Score
    extra = 0
    max_num = len(Criterion)
    min_num = len(Criterion)

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        if obj is None:
            formset.__init__ = _with_criteria(formset.__init__)
        return formset


def _with_criteria(init):
    """Return a formset's `__init__` that offers the six criteria in a new assessment."""

    def begin(self, *args, **kwargs):
        kwargs.setdefault("initial", [{"criterion": name} for name in Criterion.values])
        init(self, *args, **kwargs)

    return begin


@admin.register(models.Assessment)
class AssessmentAdmin(VisibleChoices, AuditedAdmin):
    """Assessments have a screen and a power of their own: who assesses need not be able to edit."""

    list_display = ["practice", "assessed_on", "review_due_on"]
    list_select_related = ["practice"]
    search_fields = ["practice__title"]
    autocomplete_fields = ["practice"]
    date_hierarchy = "assessed_on"
    inlines = [AssessorInline, ScoreInline]
    fieldsets = [
        (
            None,
            {
                "fields": ["practice", ("assessed_on", "review_due_on")],
                "description": _(
                    "At least two experts sign, and all six criteria get 0 to 3 points with a reason. "
                    "Until then readers see nothing of it."
                ),
            },
        )
    ]

    def get_readonly_fields(self, request, obj=None):
        return ["practice"] if obj else []

    def save_model(self, request, obj, form, change):
        keep_first(obj.practice)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        _grade_anew(form.instance.practice_id, request.user, _("assessment"))

    def delete_model(self, request, obj):
        keep_first(obj.practice)
        super().delete_model(request, obj)
        _grade_anew(obj.practice_id, request.user, _("assessment taken away"))

    def delete_queryset(self, request, queryset):
        for assessment in queryset:
            self.delete_model(request, assessment)


def _grade_anew(pk: int, user, reason) -> None:
    """Work out the grades of a practice from fresh rows, keep it as a version, and tell the index."""
    practice = models.Practice.objects.get(pk=pk)
    practice.note_change()
    keep(practice, user, str(reason))
