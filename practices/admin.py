"""The admin of practices."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from publishing.admin import HTTPS, AttachmentInline, CitationInline, PublicationAdmin

from .models import FundingShare, Link, Partner, Practice, PracticeCitation, PracticeDocument


class PartnerInline(admin.TabularInline):
    model = Partner
    extra = 0
    autocomplete_fields = ["organisation"]


class FundingShareInline(admin.TabularInline):
    model = FundingShare
    extra = 0
    autocomplete_fields = ["fund"]


class LinkInline(admin.TabularInline):
    formfield_overrides = HTTPS
    model = Link
    extra = 0


class PracticeDocumentInline(AttachmentInline):
    model = PracticeDocument


class PracticeCitationInline(CitationInline):
    model = PracticeCitation


@admin.register(Practice)
class PracticeAdmin(PublicationAdmin):
    list_display = ["title", "kind_of_practice", "state", "period", "updated_at"]
    list_filter = ["state", "kind_of_practice"]
    autocomplete_fields = [*PublicationAdmin.autocomplete_fields, "places"]
    inlines = [PartnerInline, FundingShareInline, LinkInline, PracticeDocumentInline, PracticeCitationInline]
    own_fieldsets = [
        (
            _("Where and when"),
            {"fields": ["kind_of_practice", "places", ("period", "period_as_written"), "is_regular_service"]},
        ),
        (
            _("What was done"),
            {
                "fields": [
                    "challenge", "goals", "how_it_works", "beneficiaries", "results", "evaluation", "failures",
                    "next_steps",
                ],
                "description": _("Write so that a colleague elsewhere could repeat it. Say what did not work, too."),
            },
        ),
    ]  # fmt: skip
