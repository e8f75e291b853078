from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from audit.admin import AuditedAdmin

from . import second_factor
from .models import User

admin.site.unregister(TOTPDevice)  # its pages show the secrets of others


@admin.register(User)
class UserAdmin(AuditedAdmin, BaseUserAdmin):
    """Users, and help for those who lost their second factor."""

    fieldsets = [
        *BaseUserAdmin.fieldsets,
        (_("For which countries and languages"), {"fields": ["countries", "languages"]}),
        (_("Single sign-on"), {"fields": ["oidc_subject"]}),
    ]
    autocomplete_fields = ["countries"]
    actions = ["reset_second_factor"]

    @admin.action(description=_("Reset the second factor"), permissions=["change"])
    def reset_second_factor(self, request, queryset):
        for user in queryset:
            if user.is_superuser and not request.user.is_superuser:
                text = _("Only an administrator with all powers may do this for %(user)s.") % {"user": user}
                self.message_user(request, text, messages.ERROR)
            elif second_factor.reset(user, str(request.user)):
                text = _("The second factor of %(user)s is reset. The next sign-in sets it up anew.") % {"user": user}
                self.message_user(request, text, messages.SUCCESS)
            else:
                text = _("There was no second factor of %(user)s to reset.") % {"user": user}
                self.message_user(request, text, messages.WARNING)
