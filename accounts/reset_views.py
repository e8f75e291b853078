"""A new password by mail: the same answer whether or not the address is known, few mails, a link for an hour."""

import datetime as dt

from django.contrib.auth import views as auth_views
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from .addresses import digest_of_the_day, network_of
from .forms import PasswordResetForm, SetPasswordForm
from .models import ResetRequest
from .pages import SIGN_IN, Page

OF_NETWORK, OF_ADDRESS = 10, 3  # wishes within the hour


class AskView(Page, auth_views.PasswordResetView):
    """Asks for the e-mail address of the account."""

    template_name = "accounts/form.html"
    form_class = PasswordResetForm
    success_url = reverse_lazy("accounts:reset-sent")
    heading, button = _("A new password"), _("Send the link")
    lead = _("Write the e-mail address of your account. If the portal knows it, a link for a new password goes there.")

    def get_success_url(self):
        return str(self.success_url)

    def form_valid(self, form):
        if is_too_often(f"from {network_of(self.request)}", OF_NETWORK):
            form.add_error(None, _("Many new passwords were asked for from your connection. Try again in an hour."))
            return self.form_invalid(form)
        if is_too_often(f"to {form.cleaned_data['email'].lower()}", OF_ADDRESS):
            return auth_views.FormView.form_valid(self, form)  # says nothing else: the address may be somebody's
        return super().form_valid(form)


def is_too_often(who: str, limit: int) -> bool:
    """Tell whether `who` used up the wishes of this hour, and count this one."""
    now, digest = timezone.now(), digest_of_the_day(who)
    ResetRequest.objects.filter(at__lt=now - dt.timedelta(days=1)).delete()
    if ResetRequest.objects.filter(who=digest, at__gte=now - dt.timedelta(hours=1)).count() >= limit:
        return True
    ResetRequest.objects.create(who=digest, at=now)
    return False


class SentView(Page, TemplateView):
    template_name = "accounts/notice.html"
    heading = _("Look into your mail")
    lead = _(
        "If the portal knows the address, a link is on its way; it works for one hour. Nothing came? Look into the "
        "spam folder, or ask an administrator which address your account has."
    )

    def get_context_data(self, **kwargs):
        return super().get_context_data(url=reverse(SIGN_IN), label=_("To the sign-in"), **kwargs)


class ChooseView(Page, auth_views.PasswordResetConfirmView):
    """Takes the new password from whoever has the link. The second step of the sign-in is still asked for."""

    template_name = "accounts/form.html"
    form_class = SetPasswordForm
    heading, button = _("Choose a new password"), _("Set the password")

    def get_success_url(self):
        return f"{reverse(SIGN_IN)}?said=new-password"

    def get_template_names(self):
        return [self.template_name if self.validlink else "accounts/notice.html"]

    def get_context_data(self, **kwargs):
        if not self.validlink:
            kwargs |= {
                "heading": _("This link does not work any more"),
                "lead": _("It was used already, or it is older than an hour. Ask for a new one."),
                "url": reverse("accounts:reset"),
                "label": _("Ask for a new link"),
            }
        return super().get_context_data(**kwargs)
