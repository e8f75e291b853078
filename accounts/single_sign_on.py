"""Single sign-on by OpenID Connect: mozilla-django-oidc carries the talk, this module judges what came of it.

The library checks signature, state and nonce; who issued a token, for whom and until when is checked here, and the user
is known by the provider's `sub`, not by an e-mail address that others might bear one day.
"""

import logging

import jwt
import requests
from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import SuspiciousOperation
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.utils import import_from_settings
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from .discovery import NAMES, ProviderSilent, endpoint
from .models import User
from .pages import SIGN_IN, home_of, way_on
from .presence import BY_PROVIDER, prove

log = logging.getLogger("accounts")
ALGORITHMS = ["RS256", "ES256"]
LEEWAY = 60  # seconds by which the provider's clock may differ
BACKEND = "django.contrib.auth.backends.ModelBackend"  # whose powers the session has; no backend of ours is asked
SENTENCES = {
    "silent": _("The single sign-on does not answer just now. Try again in a few minutes, or sign in with a password."),
    "denied": _("The single sign-on was broken off. Try again, or sign in with a password."),
    "state": _("The single sign-on took too long or was begun in another window. Try again."),
    "token": _("The answer of the single sign-on could not be trusted, so you were not signed in. Try again."),
    "unknown": _("You signed on, but no account of this portal is yours. Ask an administrator for one."),
    "email": _("You signed on, but your e-mail address is not confirmed there. Confirm it, then try again."),
}


class Refused(Exception):
    """The sign-on leads nowhere; the first argument is a key of `SENTENCES`, the second is for the log."""


def is_on() -> bool:
    """Tell whether a provider is set."""
    return bool(settings.OIDC_RP_CLIENT_ID and (settings.OIDC_ISSUER or settings.OIDC_OP_AUTHORIZATION_ENDPOINT))


def refuse(key: str, why: str):
    """Lead back to the sign-in, which says what happened."""
    log.warning("A single sign-on was refused: %s", why)
    return redirect(f"{reverse(SIGN_IN)}?refused={key}")


class ByDiscovery:
    """Gives the library the provider's addresses where the settings leave them open."""

    @staticmethod
    def get_settings(attr, *args):
        return endpoint(attr) if attr in NAMES else import_from_settings(attr, *args)


class Provider(ByDiscovery, OIDCAuthenticationBackend):
    """The provider: gives tokens for a code, and tells of whom they speak."""

    def claims_of(self, request, code: str, nonce: str, code_verifier: str) -> dict:
        """Return what the provider vouches for. Raise Refused, or what the network and the library raise."""
        tokens = self.get_token(
            {
                "client_id": self.OIDC_RP_CLIENT_ID,
                "client_secret": self.OIDC_RP_CLIENT_SECRET,
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": request.build_absolute_uri(reverse("accounts:sign-on-back")),
                "code_verifier": code_verifier,
            }
        )
        claims = self.verify_token(tokens.get("id_token") or "", nonce=nonce)
        if not self.OIDC_OP_USER_ENDPOINT:
            return claims
        told = self.get_userinfo(tokens.get("access_token"), tokens["id_token"], claims)
        if told.get("sub") != claims["sub"]:
            raise Refused("token", "userinfo speaks of somebody else than the token")
        return told | claims

    def _verify_jws(self, payload, key):
        """Return the claims of a token that this provider issued for this portal and that is valid now."""
        issuer = settings.OIDC_ISSUER or None
        claims = jwt.decode(
            payload,
            key,
            algorithms=ALGORITHMS,
            audience=self.OIDC_RP_CLIENT_ID,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "aud", "iss", "sub"]},
        )
        if claims.get("azp", self.OIDC_RP_CLIENT_ID) != self.OIDC_RP_CLIENT_ID:
            raise Refused("token", "the token was issued to another application")
        return claims

    def retrieve_matching_jwk(self, token):
        """Return the provider's key that the token names; one without a name has to be the only one of its kind."""
        answer = requests.get(self.OIDC_OP_JWKS_ENDPOINT, timeout=settings.OIDC_TIMEOUT)
        answer.raise_for_status()
        head = jwt.get_unverified_header(token)
        kind = {"RS256": "RSA", "ES256": "EC"}.get(head.get("alg"))
        keys = [key for key in answer.json()["keys"] if key.get("kty") == kind and key.get("use", "sig") == "sig"]
        if "kid" in head:
            keys = [key for key in keys if key.get("kid") == head["kid"]]
        if len(keys) != 1:
            raise Refused("token", f"{len(keys)} keys of the provider fit the token")
        return jwt.PyJWK(keys[0], algorithm=head["alg"])


def user_of(claims: dict) -> User:
    """Return the account of whom the provider vouches for, tied to the `sub` from now on. Raise Refused."""
    subject, email = claims["sub"], claims.get("email", "")
    user = User.objects.filter(oidc_subject=subject).first()
    if user is None and settings.OIDC_MATCH_BY_EMAIL and email:
        user = _by_email(subject, email, claims)
    if user is None and settings.OIDC_CREATE_USERS:
        user = User.objects.create_user(_free_name(claims), email, oidc_subject=subject)
        log.warning("Account %s was created by a single sign-on", user.pk)
    if user is None or not user.is_active:
        raise Refused("unknown", "no active account has its subject")
    return user


def _by_email(subject: str, email: str, claims: dict) -> User | None:
    """Return the one account with a confirmed address that is tied to nobody yet."""
    fitting = User.objects.filter(email__iexact=email, oidc_subject=None, is_active=True)[:2]
    if len(fitting) != 1:
        return None
    if claims.get("email_verified") is not True and claims.get("email_verified") != "true":
        raise Refused("email", "the address of its subject is not confirmed")
    user = fitting[0]
    user.oidc_subject = subject
    user.save(update_fields=["oidc_subject"])
    log.warning("Account %s was tied to its subject by the e-mail address", user.pk)
    return user


def _free_name(claims: dict) -> str:
    """Return a user name that nobody has, after what the provider calls the person."""
    wish = User.normalize_username(str(claims.get("preferred_username") or claims.get("email") or claims["sub"]))[:140]
    names = (wish if number == 1 else f"{wish}-{number}" for number in range(1, 10**6))
    return next(name for name in names if not User.objects.filter(username=name).exists())


def brings_second_factor(claims: dict) -> bool:
    """Tell whether the provider says, in `acr` or `amr`, that it asked for a second factor, and is trusted in that."""
    methods = claims.get("amr") or []
    said = {claims.get("acr"), *(methods if isinstance(methods, list) else [methods])}
    return settings.OIDC_TRUST_SECOND_FACTOR and not said.isdisjoint(settings.OIDC_SECOND_FACTOR_VALUES)


class SignOnView(ByDiscovery, OIDCAuthenticationRequestView):
    """Leads to the provider."""

    def __init__(self, *args, **kwargs):
        """Leave the addresses to `get`: the library would ask for them before anything could be answered."""

    def get(self, request):
        if not is_on():
            raise Http404
        try:
            super().__init__()
            return super().get(request)
        except ProviderSilent as fault:
            return refuse("silent", str(fault))


class BackView(OIDCAuthenticationCallbackView):
    """Where the provider leads back to."""

    def get(self, request):
        if not is_on():
            raise Http404
        try:
            self.user = user_of(claims := self.claims(request))
        except Refused as refused:
            return refuse(*refused.args)
        except (ProviderSilent, requests.RequestException) as fault:
            return refuse("silent", str(fault))
        except (SuspiciousOperation, jwt.PyJWTError, KeyError, TypeError, ValueError) as fault:
            return refuse("token", f"{type(fault).__name__} {fault}")
        target = request.session.pop("oidc_login_next", None)
        login(request, self.user, backend=BACKEND)
        if brings_second_factor(claims):
            prove(request, BY_PROVIDER)
            return redirect(target or home_of(self.user))
        return redirect(way_on(self.user, target or reverse(home_of(self.user))))

    def claims(self, request) -> dict:
        """Return what the provider vouches for, if it answers to what this browser asked. A state works once."""
        if "error" in request.GET:
            raise Refused("denied", f"the provider said {request.GET['error'][:100]!r}")
        begun = request.session.get("oidc_states", {}).pop(request.GET.get("state", ""), None)
        if begun is None or not request.GET.get("code"):
            raise Refused("state", "the state is not of this browser, or was used already")
        request.session.modified = True
        return Provider().claims_of(request, request.GET["code"], begun["nonce"], begun["code_verifier"])
