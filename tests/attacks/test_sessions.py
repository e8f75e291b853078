"""Stolen, planted and made-up sessions: what the server forgot opens nothing."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from ..accounts.conftest import LOGIN, give_password
from ..accounts.conftest import reader as reader

pytestmark = pytest.mark.django_db
ACCOUNT = "/admin/account/"
NONSENSE = ["x", "a" * 32, "0" * 5000, "../../etc/passwd", "' OR 1=1 --", "%00", "é" * 40, "{}", "null", "\t"]


def with_session(key: str, settings) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def test_copy_of_a_session_dies_with_the_sign_out(client, reader, settings):
    give_password(client, reader)
    key = client.session.session_key
    thief = with_session(key, settings)
    assert thief.get(ACCOUNT).status_code == 200

    client.post("/admin/logout/")

    assert not Session.objects.filter(pk=key).exists()
    assert with_session(key, settings).get(ACCOUNT).status_code == 302


def test_planted_session_is_not_the_one_that_is_signed_in(reader, settings):
    planted = "a" * 32
    victim = with_session(planted, settings)

    give_password(victim, reader)

    assert victim.get(ACCOUNT).status_code == 200
    assert with_session(planted, settings).get(ACCOUNT).status_code == 302


@pytest.mark.parametrize("key", NONSENSE)
def test_nonsense_for_a_session_is_a_visitor(reader, settings, key):
    visitor = with_session(key, settings)

    assert visitor.get(ACCOUNT)["Location"].startswith(LOGIN)
    assert visitor.get("/en/").status_code == 200
    assert give_password(visitor, reader).status_code == 302
    assert visitor.get(ACCOUNT).status_code == 200


def test_closing_an_account_ends_its_sessions(client, reader):
    give_password(client, reader)
    assert client.get(ACCOUNT).status_code == 200

    reader.is_active = False
    reader.save()

    assert client.get(ACCOUNT).status_code == 302
    assert client.get("/admin/").status_code == 302


def test_deleting_an_account_ends_its_sessions(client, reader):
    give_password(client, reader)
    reader.delete()

    assert client.get(ACCOUNT).status_code == 302


def test_new_password_set_by_an_administrator_ends_the_sessions(client, reader):
    give_password(client, reader)
    assert client.get(ACCOUNT).status_code == 200

    reader.set_password("twelve other words here")
    reader.save()

    assert client.get(ACCOUNT).status_code == 302
