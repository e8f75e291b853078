"""What the pages of the sign-in share: no cache keeps them, and they say where they lead."""

from urllib.parse import urlencode

from django.contrib.auth.views import RedirectURLMixin
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from .presence import candidate_of
from .second_factor import device_of, needs_second_factor

SIGN_IN = "admin:login"


class Page(RedirectURLMixin, View):
    """A page with a heading, a lead and most often one form with one button."""

    template_name = "accounts/form.html"
    heading = lead = button = ""

    @method_decorator([sensitive_post_parameters(), never_cache])
    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        texts = {"heading": self.heading, "lead": self.lead, "button": self.button, "next": self.get_redirect_url()}
        return super().get_context_data(**(texts | kwargs))

    def get_default_redirect_url(self):
        return resolve_url(home_of(self.request.user))


class OwnPage(Page):
    """A page of somebody who is signed in; others are led to the sign-in, and come back."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect(with_next(reverse(SIGN_IN), request.get_full_path() if request.method == "GET" else ""))
        return super().dispatch(request, *args, **kwargs)


class CandidatePage(Page):
    """A page between password and second factor; those who are signed in may see it where `is_for_users`."""

    is_for_users = False

    def dispatch(self, request, *args, **kwargs):
        self.user = candidate_of(request)
        if self.user is None and request.user.is_authenticated and self.is_for_users:
            self.user = request.user
        if self.user is None:
            return redirect(with_next(reverse(SIGN_IN), self.get_redirect_url()))
        return super().dispatch(request, *args, **kwargs)

    def get_default_redirect_url(self):
        return resolve_url(home_of(self.user))


def home_of(user) -> str:
    """Return the name of the page that a user without another wish is led to."""
    return "admin:index" if user.is_staff else "accounts:account"


def way_on(user, target: str) -> str:
    """Return where a right password leads: to `target`, or to the second factor first."""
    if not needs_second_factor(user):
        return target
    return with_next(reverse("accounts:verify" if device_of(user) else "accounts:set-up"), target)


def with_next(address: str, target: str) -> str:
    return f"{address}?{urlencode({'next': target})}" if target else address
