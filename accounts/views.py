"""Signing in, in two steps, and signing out."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.views import LoginView
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import FormView, TemplateView, View

from . import second_factor, single_sign_on
from .forms import CodeForm, RecoveryCodeForm, SignInForm
from .pages import SIGN_IN, CandidatePage, OwnPage, Page, way_on, with_next
from .presence import ENDED, candidate_of, prove

FEW = 3  # recovery codes left, from which on the user is told
SAID = {
    "idle": _("You were signed out because the portal was not used for a while. Sign in again to go on."),
    "long": _("You were signed out because you signed in many hours ago. Sign in again to go on."),
    "everywhere": _("You were signed out everywhere."),
    "signed-out": _("You are signed out."),
    "new-password": _("Your new password is set. Sign in with it."),
}


class SignInView(Page, LoginView):
    """Step one: name and password, or the way to the single sign-on."""

    template_name = "accounts/sign_in.html"
    form_class = authentication_form = SignInForm
    heading, button = _("Sign in"), _("Sign in")

    def dispatch(self, request, *args, **kwargs):
        if candidate := candidate_of(request):
            return redirect(way_on(candidate, self.get_redirect_url()))
        if request.user.is_authenticated and request.method == "GET":
            return self.answer_the_signed_in(request)
        return super().dispatch(request, *args, **kwargs)

    def answer_the_signed_in(self, request):
        """Lead on; where the admin sent somebody here who may not enter it, say so instead of leading in a ring."""
        target = self.get_success_url()
        if not request.user.is_staff and is_of_the_admin(target):
            target = reverse("accounts:no-entry")
        return redirect(target)

    def get_context_data(self, **kwargs):
        said = self.request.session.pop(ENDED, "") or self.request.GET.get("said", "")
        refused = single_sign_on.SENTENCES.get(self.request.GET.get("refused", ""), "")
        sign_on = with_next(reverse("accounts:sign-on"), self.get_redirect_url()) if single_sign_on.is_on() else ""
        more = {"said": SAID.get(said, ""), "refused": refused, "sign_on": sign_on, "provider": settings.OIDC_NAME}
        return super().get_context_data(**(more | kwargs))

    def form_valid(self, form):
        user = form.get_user()
        login(self.request, user)
        return HttpResponseRedirect(way_on(user, self.get_success_url()))

    def form_invalid(self, form):
        answer = super().form_invalid(form)
        if form.wait:
            answer.status_code, answer["Retry-After"] = 429, str(form.wait)
        return answer


def is_of_the_admin(address: str) -> bool:
    try:
        return resolve(urlsplit(address).path).app_name == "admin"
    except Resolver404:
        return False


class VerifyView(CandidatePage, FormView):
    """Step two: the code that the app shows, or a recovery code."""

    template_name = "accounts/verify.html"
    button = _("Sign in")

    @cached_property
    def is_recovery(self) -> bool:
        return "recovery" in self.request.GET

    @property
    def heading(self):
        return _("Use a recovery code") if self.is_recovery else _("Second step: the code of your app")

    def get_form_class(self):
        return RecoveryCodeForm if self.is_recovery else CodeForm

    def get(self, request, *args, **kwargs):
        if second_factor.device_of(self.user) is None:
            return redirect(way_on(self.user, self.get_success_url()))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_recovery=self.is_recovery, **kwargs)

    def form_valid(self, form):
        try:
            device = second_factor.verify(self.user, form.cleaned_data["code"])
        except second_factor.CodeRefused as refused:
            form.add_error("code", str(refused))
            return self.form_invalid(form)
        if device is None:
            form.add_error("code", _("This code is not right, or it was used already. Wait for the next one."))
            return self.form_invalid(form)
        prove(self.request, device.pk)
        self.warn_of_few_codes()
        return super().form_valid(form)

    def warn_of_few_codes(self) -> None:
        left = self.user.recovery_codes.count()
        if left <= FEW:
            said = ngettext(
                "You have %(n)s recovery code left. Make new ones on the page of your account.",
                "You have %(n)s recovery codes left. Make new ones on the page of your account.",
                left,
            )
            messages.warning(self.request, said % {"n": left})


class NoEntryView(OwnPage, TemplateView):
    """Where the admin's closed door leads."""

    template_name = "accounts/notice.html"
    heading = _("This account may not open that page")
    lead = _("You are signed in, but the page is for editors. Ask an administrator, or sign in with another account.")

    def get_context_data(self, **kwargs):
        return super().get_context_data(url=reverse("accounts:account"), label=_("Your account"), **kwargs)


class SignOutView(View):
    """Ends this session, at whatever step it stood."""

    http_method_names = ["post"]

    def post(self, request):
        logout(request)
        return redirect(f"{reverse(SIGN_IN)}?said=signed-out")


class SignOutEverywhereView(OwnPage):
    """Ends all sessions of the user."""

    http_method_names = ["post"]

    def post(self, request):
        request.user.signed_out_at = timezone.now()
        request.user.save(update_fields=["signed_out_at"])
        logout(request)
        return redirect(f"{reverse(SIGN_IN)}?said=everywhere")
