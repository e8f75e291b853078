"""Signing in as somebody who has done all that sign-in asks for."""

from django.conf import settings
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.presence import PROOF


def sign_in(client, user):
    """Sign the user in with both steps done, as everybody is who can publish."""
    client.force_login(user)
    device, _created = TOTPDevice.objects.get_or_create(user=user, name="app")
    session = client.session
    session[PROOF] = device.pk
    session.save()


def cookie_of(client, url: str) -> dict:
    """Return the cookie that signs a browser in at `url` as whoever is signed in with `client`."""
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}
