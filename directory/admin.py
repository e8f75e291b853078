"""The admin of the shared nouns."""

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.admin import AuditedAdmin

from .models import (
    Country,
    Fund,
    FundCitation,
    LegalAct,
    LegalActCitation,
    Organisation,
    OrganisationCitation,
    OrganisationName,
    Place,
    Source,
    TargetGroup,
    Topic,
)

HTTPS = {models.URLField: {"assume_scheme": "https"}}  # what somebody types without a scheme


class DirectoryCitationInline(admin.StackedInline):
    extra = 0
    fields = [("source", "locator"), ("as_of", "as_of_as_written"), "claim", "question", "remark"]
    autocomplete_fields = ["source"]


class OrganisationCitationInline(DirectoryCitationInline):
    model = OrganisationCitation


class LegalActCitationInline(DirectoryCitationInline):
    model = LegalActCitation


class FundCitationInline(DirectoryCitationInline):
    model = FundCitation


class OrganisationNameInline(admin.TabularInline):
    model = OrganisationName
    extra = 0


@admin.register(Country)
class CountryAdmin(AuditedAdmin):
    list_display = ["name", "code", "code3", "eu_since", "eu_until", "eea_since"]
    search_fields = ["name", "code", "code3"]
    fieldsets = [
        (None, {"fields": ["name", ("code", "code3")]}),
        (
            _("Membership"),
            {
                "fields": [("eu_since", "eu_until"), "eea_since"],
                "description": _("These dates decide who counts as an EU member state in a given year."),
            },
        ),
    ]


@admin.register(Topic, TargetGroup)
class TermAdmin(AuditedAdmin):
    list_display = ["name", "name_fr", "name_de", "retired_at"]
    list_filter = [("retired_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "name_fr", "name_de", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def has_delete_permission(self, request, obj=None):
        return False  # a term retires, records keep it


@admin.register(Place)
class PlaceAdmin(AuditedAdmin):
    list_display = ["name", "kind", "country"]
    list_filter = ["kind"]
    list_select_related = ["country"]
    search_fields = ["name", "country__name"]
    autocomplete_fields = ["country"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Organisation)
class OrganisationAdmin(AuditedAdmin):
    list_display = ["name", "acronym", "kind", "country"]
    list_filter = ["kind"]
    list_select_related = ["country"]
    search_fields = ["name", "acronym", "names__name"]
    autocomplete_fields = ["country", "place", "parent"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [OrganisationNameInline, OrganisationCitationInline]
    fieldsets = [
        (None, {"fields": [("name", "acronym"), "slug", "kind"]}),
        (
            _("Where it belongs"),
            {
                "fields": [("country", "place"), "parent"],
                "description": _("Leave the country empty for bodies of the Union and international organisations."),
            },
        ),
        (None, {"fields": ["note"]}),
    ]


@admin.register(Source)
class SourceAdmin(AuditedAdmin):
    formfield_overrides = HTTPS
    list_display = ["reference", "title", "kind", "publisher", "dated_as_written", "dated"]
    list_filter = ["kind", "language"]
    search_fields = ["reference", "title", "publisher", "subject"]
    fieldsets = [
        (None, {"fields": ["reference", "title", "kind", "publisher", ("language", "interface_language"), "url"]}),
        (
            _("Date"),
            {
                "fields": [("dated", "dated_as_written"), "dated_by", "read_on"],
                "description": _("Give only what the document shows. Readers see this date beside each fact."),
            },
        ),
        (_("What it is"), {"fields": ["subject", "series", "made_for", "method", "caveat", "parts", "links", "note"]}),
    ]


@admin.register(LegalAct)
class LegalActAdmin(AuditedAdmin):
    list_display = ["title", "reference", "adopted"]
    search_fields = ["title", "reference"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [LegalActCitationInline]


@admin.register(Fund)
class FundAdmin(AuditedAdmin):
    list_display = ["name", "acronym", "parent"]
    list_select_related = ["parent"]
    search_fields = ["name", "acronym"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [FundCitationInline]
