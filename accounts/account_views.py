"""One's own account: the password, the second factor and its recovery codes."""

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from . import second_factor
from .drawing import qr_svg
from .forms import CodeForm, PasswordChangeForm
from .pages import CandidatePage, OwnPage, way_on
from .presence import BEGAN, candidate_of, ends_at, prove

KEY = "new_key"  # in the session: the secret of the app that is being set up


class AccountView(OwnPage, TemplateView):
    """What belongs to the account, and the ways to change it."""

    template_name = "accounts/account.html"
    heading = _("Your account")

    def get_context_data(self, **kwargs):
        user, session = self.request.user, self.request.session
        return super().get_context_data(
            owner=user,
            device=second_factor.device_of(user),
            must=second_factor.must_have_second_factor(user),
            left=user.recovery_codes.count(),
            began_at=dt.datetime.fromtimestamp(session[BEGAN], dt.UTC),
            ends_at=ends_at(session),
            idle_minutes=settings.SESSION_IDLE_MINUTES,
            **kwargs,
        )


class SetUpView(CandidatePage, FormView):
    """Set up an app as second factor: for those who must have one before they get in, and for users who change it."""

    template_name = "accounts/set_up.html"
    form_class = CodeForm
    heading, button = _("Set up the second step of the sign-in"), _("Check the code")
    is_for_users = True

    def dispatch(self, request, *args, **kwargs):
        candidate = candidate_of(request)
        if candidate and second_factor.device_of(candidate):
            return redirect(way_on(candidate, self.get_redirect_url()))  # a password alone replaces no app
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        key = self.request.session.setdefault(KEY, second_factor.new_key())
        return super().get_context_data(
            secret=second_factor.key_as_text(key),
            qr=qr_svg(second_factor.address_for_app(self.user, key), _("Code to scan with the app")),
            is_first=candidate_of(self.request) is not None,
            **kwargs,
        )

    def form_valid(self, form):
        key, code = self.request.session.get(KEY, ""), form.cleaned_data["code"].replace(" ", "")
        device = second_factor.set_up(self.user, key, code, replaces=self.request.user.is_authenticated)
        if device is None:
            form.add_error("code", _("This code does not fit the secret. Wait for the next one and write that."))
            return self.form_invalid(form)
        del self.request.session[KEY]
        prove(self.request, device.pk)
        return codes_page(self.request, self.user, self.get_success_url())


def codes_page(request, user, target: str):
    """Answer with new recovery codes, which can be read only now."""
    context = {
        "codes": second_factor.new_recovery_codes(user),
        "next": target,
        "heading": _("Your recovery codes"),
        "lead": _("Keep them where you keep your papers, not on the phone with the app. They are shown only now."),
    }
    return render(request, "accounts/recovery_codes.html", context)


class PasswordView(OwnPage, PasswordChangeView):
    """Choose another password; all other sessions of the user end."""

    template_name = "accounts/form.html"
    form_class = PasswordChangeForm
    success_url = reverse_lazy("accounts:account")
    heading, button = _("Change your password"), _("Change the password")
    lead = _("Wherever else you are signed in, you will be signed out.")

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect(self.success_url)
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self):
        return str(self.success_url)

    def form_valid(self, form):
        messages.success(self.request, _("Your password is changed."))
        return super().form_valid(form)


class RecoveryCodesView(OwnPage):
    """Makes new recovery codes; those before are void."""

    http_method_names = ["post"]

    def post(self, request):
        if second_factor.device_of(request.user) is None:
            raise Http404
        return codes_page(request, request.user, self.get_success_url())


class RecoveryFileView(OwnPage):
    """Hands the codes of the page before back as a file; the portal itself knows only their digests."""

    http_method_names = ["post"]

    def post(self, request):
        codes = request.POST.get("codes", "").split()[: second_factor.HOW_MANY]
        if not codes or not second_factor.are_codes_of(request.user, codes):
            raise Http404
        answer = HttpResponse("\r\n".join([*codes, ""]), content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
        return answer
