"""People who sign in, and the app on their phone."""

import time

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User

LOGIN, CODE, SET_UP = "/admin/login/", "/admin/login/code/", "/admin/account/second-step/"
PASSWORD = "nine green buses wait"


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    """Hash passwords fast: how slow Django does it is Django's."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def page_of(answer):
    return BeautifulSoup(answer.content, "html.parser")


def said(answer) -> str:
    """Return what the page says as a fault."""
    found = page_of(answer).select_one("[role=alert]")
    return found.get_text(" ", strip=True) if found else ""


class App:
    """An authenticator app: shows a code for a secret; each one it shows is of a later half minute than the last."""

    def __init__(self, key: bytes):
        self.key, self.shown = key, -1

    def code(self, steps: int = 0) -> str:
        totp = TOTP(self.key)
        totp.time = time.time() + 30 * steps
        if totp.t() == self.shown:
            totp.time += 30
        self.shown = totp.t()
        return f"{totp.token():06d}"


@pytest.fixture
def reader(db):
    """Somebody on the staff who may publish nothing."""
    return User.objects.create_user("reader", "reader@example.org", PASSWORD, is_staff=True)


@pytest.fixture
def publisher(db):
    """Somebody who may publish news, and has set up no app yet."""
    user = User.objects.create_user("publisher", "publisher@example.org", PASSWORD, is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__endswith="_newsitem"))
    return User.objects.get(pk=user.pk)


@pytest.fixture
def app(publisher):
    """The publisher's app."""
    return App(TOTPDevice.objects.create(user=publisher, name="app").bin_key)


def give_password(client, user, **more):
    return client.post(LOGIN, {"username": user.username, "password": PASSWORD} | more)
