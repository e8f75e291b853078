"""The admin of networks: the record, its members and what belongs to it; and of the methods that networks made."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from publishing.admin import HTTPS, BulkPages, CitationInline, PublicationAdmin, StackInline, TableInline

from .bulk import MembershipResource, NetworkResource
from .models import (
    Grant,
    Membership,
    Method,
    MethodAdoption,
    MethodCitation,
    MethodStep,
    Network,
    NetworkCitation,
    NetworkName,
    Phase,
    Product,
    Succession,
    WorkingGroup,
)


class NameInline(TableInline):
    model = NetworkName
    extra = 0
    autocomplete_fields = ["source"]


class MembershipInline(StackInline):
    model = Membership
    fk_name = "network"
    extra = 0
    autocomplete_fields = ["organisation", "country", "member_network", "source"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("organisation", "country", "member_network"),
                    ("country_group", "counted_group"),
                    ("count", "count_countries"),
                    ("role", "group", "represented_by"),
                    ("since", "until", "as_of", "source"),
                ]
            },
        )
    ]


class PhaseInline(TableInline):
    model = Phase
    extra = 0
    fields = ["period", "period_as_written", "work", "source"]
    autocomplete_fields = ["source"]


class WorkingGroupInline(StackInline):
    model = WorkingGroup
    extra = 0
    fields = [("name", "status"), "purpose", ("since", "since_as_written"), "note", "source"]
    autocomplete_fields = ["source"]


class AncestryInline(StackInline):
    model = Succession
    fk_name = "successor"
    extra = 0
    verbose_name = _("predecessor")
    verbose_name_plural = _("predecessors")
    fields = [("predecessor", "predecessor_fund"), ("happened", "happened_as_written"), "note", "source"]
    autocomplete_fields = ["predecessor", "predecessor_fund", "source"]


class ProductInline(StackInline):
    formfield_overrides = HTTPS
    model = Product
    extra = 0
    fields = [("title", "kind"), ("issued", "issued_as_written"), ("size", "size_note"), "note", "url"]


class GrantInline(StackInline):
    model = Grant
    extra = 0
    autocomplete_fields = ["fund", "giver", "source"]
    fields = [
        ("fund", "giver", "is_given"),
        "form",
        ("period", "period_as_written"),
        ("amount", "currency", "amount_as_written"),
        "projects",
        "topics_note",
        "note",
        "source",
    ]


class NetworkCitationInline(CitationInline):
    model = NetworkCitation


@admin.register(Network)
class NetworkAdmin(PublicationAdmin):
    bulk = NetworkResource
    list_display = ["title", "acronym", "kind_of_body", "state", "updated_at"]
    list_filter = ["state", "kind_of_body", "level"]
    search_fields = ["title", "acronym", "slug", "names__name"]
    autocomplete_fields = [
        *PublicationAdmin.autocomplete_fields,
        "parent",
        "channel_network",
        "complements",
        "legal_basis",
        "assessed_by",
    ]
    inlines = [
        MembershipInline, AncestryInline, WorkingGroupInline, PhaseInline, ProductInline, GrantInline,
        NameInline, NetworkCitationInline,
    ]  # fmt: skip
    own_fieldsets = [
        (
            _("What it is"),
            {
                "fields": [
                    ("acronym", "level"),
                    ("kind_of_body", "kind_as_written"),
                    ("parent", "parent_tie"),
                    "purpose",
                    "rationale",
                    "scope",
                    "tasks",
                    "activities",
                    "group_note",
                    "perspective",
                ]
            },
        ),
        (
            _("How it works"),
            {
                "fields": [
                    "governance",
                    "formality",
                    ("frequency", "meetings_per_year", "days_per_meeting"),
                    ("selection_rule", "applications"),
                    "delegation_rule",
                    "membership_note",
                    ("channel", "channel_network"),
                    "complements",
                ]
            },
        ),
        (
            _("From when to when, and on what basis"),
            {
                "fields": [
                    ("created", "created_as_written"),
                    "created_how",
                    ("ended", "ended_as_written"),
                    "legal_basis",
                    "legal_note",
                    "funding",
                    "plans",
                    "note",
                ],
                "description": _("Never make a date more exact than its source: “2016” stays 2016."),
            },
        ),
        (_("Assessment"), {"fields": ["assessed_as", "assessed_by"]}),
    ]


class StepInline(TableInline):
    model = MethodStep


class AdoptionInline(StackInline):
    model = MethodAdoption
    autocomplete_fields = ["network", "source"]
    fields = ["network", ("since", "since_as_written"), "note", "source"]


class MethodCitationInline(CitationInline):
    model = MethodCitation


@admin.register(Method)
class MethodAdmin(PublicationAdmin):
    list_display = ["title", "network", "state", "updated_at"]
    list_filter = ["state"]
    list_select_related = ["network"]
    autocomplete_fields = [*PublicationAdmin.autocomplete_fields, "network"]
    inlines = [StepInline, AdoptionInline, MethodCitationInline]
    own_fieldsets = [(_("What it is"), {"fields": ["network", "note"]})]


@admin.register(Membership)
class MembershipAdmin(BulkPages, admin.ModelAdmin):
    """All members of all networks, to look through, to bring in and to take away. One is changed at its network."""

    bulk = MembershipResource
    list_display = ["label", "of_network", "role", "since", "until"]
    list_display_links = None
    list_filter = ["role", "country_group", "organisation__kind"]
    list_select_related = ["network", "organisation", "country", "member_network"]
    search_fields = ["network__title", "network__acronym", "organisation__name", "organisation__acronym", "group"]
    show_full_result_count = False

    def get_queryset(self, request):
        networks = Network.objects.visible_to(request.user)
        return super().get_queryset(request).filter(network__in=networks.values("pk"))

    def has_view_permission(self, request, obj=None):
        return self.admin_site.get_model_admin(Network).has_view_permission(request)

    def has_import_permission(self, request):
        return Network().allows(request.user, "change")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("network"), ordering="network__title")
    def of_network(self, seat):
        """Lead to the network's page, where its members are changed."""
        address = reverse("admin:networks_network_change", args=[seat.network_id])
        return format_html('<a href="{}">{}</a>', address, seat.network)

    @admin.display(description=_("member"), ordering="organisation__name")
    def label(self, seat):
        return seat.label
