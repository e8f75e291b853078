"""The outside addresses and how they answered, to look at; Django's own types with their changes in the log."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.redirects.admin import RedirectAdmin
from django.contrib.redirects.models import Redirect
from django.contrib.sites.admin import SiteAdmin
from django.contrib.sites.models import Site
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from audit.admin import AuditedAdmin

from .links import where_named
from .models import LinkCheck

admin.site.unregister(Group)  # the powers of groups are a table in the code, and its home is there
admin.site.unregister([Redirect, Site])


@admin.register(Redirect)
class AuditedRedirectAdmin(AuditedAdmin, RedirectAdmin):
    """Where old addresses lead."""


@admin.register(Site)
class AuditedSiteAdmin(AuditedAdmin, SiteAdmin):
    """The host of the portal."""


@admin.register(LinkCheck)
class LinkCheckAdmin(admin.ModelAdmin):
    """What `check_links` found; nobody changes it by hand."""

    list_display = ["url", "status", "code", "reason", "checked_at", "failing_since"]
    list_filter = ["status", "code"]
    search_fields = ["url"]
    show_full_result_count = False
    fields = ["url", "status", "code", "final_url", "reason", "checked_at", "failing_since", "named_by"]
    readonly_fields = fields

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("named by"))
    def named_by(self, check):
        """Lead to the records that name the address; a row leads to the record that it belongs to."""
        return format_html_join("", "<p>{}</p>", ((_link(record),) for record in where_named(check.url)[:50]))


def _link(record):
    owner = getattr(record, "owner", None) or getattr(record, "practice", None) or record
    meta = owner._meta
    try:
        url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[owner.pk])
    except NoReverseMatch:
        return str(owner)
    return format_html('<a href="{}">{}</a>', url, owner)
