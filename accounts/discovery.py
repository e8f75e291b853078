"""The addresses of the OpenID provider: from the settings, and what these leave open from the provider itself.

The provider is asked when somebody signs on there for the first time, so the portal starts without it.
"""

import requests
from django.conf import settings
from django.core.cache import cache

KEPT = 3600  # seconds
NAMES = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}


class ProviderSilent(Exception):
    """The provider does not answer, or not with what the standard wants; the message says which address it was."""


def endpoint(setting: str) -> str:
    """Return one address of the provider; "" where it has none of that kind. Raise ProviderSilent."""
    return getattr(settings, setting) or document().get(NAMES[setting], "")


def document() -> dict:
    """Return what the provider says of itself, asked anew each hour. Raise ProviderSilent."""
    if not settings.OIDC_ISSUER:
        return {}
    url = f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration"
    if (known := cache.get(url)) is not None:
        return known
    try:
        answer = requests.get(url, timeout=settings.OIDC_TIMEOUT)
        answer.raise_for_status()
        told = answer.json()
    except (requests.RequestException, ValueError) as fault:
        raise ProviderSilent(f"The OpenID provider does not answer at {url}: {fault}") from fault
    if not isinstance(told, dict) or told.get("issuer") != settings.OIDC_ISSUER:
        raise ProviderSilent(f"{url} names another issuer than OIDC_ISSUER. Set OIDC_ISSUER to the one it names.")
    cache.set(url, told, KEPT)
    return told
