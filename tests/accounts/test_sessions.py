"""Sessions end: after hours, after idleness, everywhere, with the password; and readers have none."""

import time

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.presence import BEGAN, SEEN
from accounts.second_factor import device_of

from ..conftest import sign_in
from .conftest import LOGIN, PASSWORD, give_password, page_of

pytestmark = pytest.mark.django_db
ACCOUNT = "/admin/account/"


def shift(client, key, seconds):
    session = client.session
    session[key] -= seconds
    session.save()


@pytest.mark.parametrize(
    ("key", "seconds", "words"),
    [(BEGAN, 8 * 3600 + 1, "you signed in many hours ago"), (SEEN, 3601, "not used for a while")],
)
def test_session_ends_and_the_sign_in_says_why(client, reader, key, seconds, words):
    give_password(client, reader)
    shift(client, key, seconds - 10)
    assert client.get(ACCOUNT).status_code == 200
    if key == SEEN:  # that was a use
        assert time.time() - client.session[SEEN] < 5
        shift(client, key, seconds - 10)

    shift(client, key, 20)
    answer = client.get(ACCOUNT, follow=True)

    assert answer.redirect_chain == [(f"{LOGIN}?next=%2Fadmin%2Faccount%2F", 302)]
    assert words in page_of(answer).select_one(".alert").get_text()
    assert not page_of(client.get(LOGIN)).select_one(".alert")


def test_use_does_not_prolong_the_session_beyond_its_hours(client, reader, settings):
    give_password(client, reader)
    for _ in range(9):
        shift(client, BEGAN, 3500)
        shift(client, SEEN, 3500)
        answer = client.get(ACCOUNT)

    assert answer.status_code == 302


def test_session_cookie_is_guarded_and_ends_with_the_browser(client, reader, settings):
    cookie = give_password(client, reader).cookies[settings.SESSION_COOKIE_NAME]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == cookie["expires"] == ""


def test_sign_in_gives_the_session_a_new_key(client, reader):
    client.get(LOGIN)
    session = client.session
    session["planted"] = 1
    session.save()
    before = session.session_key
    client.cookies["session"] = before

    give_password(client, reader)

    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_password_change_ends_all_other_sessions(client, reader):
    other = Client()
    give_password(client, reader)
    give_password(other, reader)
    new = "eleven yellow trams"

    answer = client.post(
        "/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}, follow=True
    )

    assert "Your password is changed." in answer.content.decode()
    assert client.get(ACCOUNT).status_code == 200
    assert other.get(ACCOUNT).status_code == 302


def test_sign_out_everywhere_ends_all_sessions(client, reader):
    other = Client()
    give_password(client, reader)
    give_password(other, reader)

    answer = client.post("/admin/logout/everywhere/", follow=True)

    assert "You were signed out everywhere." in page_of(answer).main.get_text()
    assert client.get(ACCOUNT).status_code == other.get(ACCOUNT).status_code == 302
    assert give_password(client, reader).status_code == 302
    assert client.get(ACCOUNT).status_code == 200


def test_sign_out_takes_a_button(client, reader):
    give_password(client, reader)
    assert client.get("/admin/logout/").status_code == 405

    answer = client.post("/admin/logout/", follow=True)

    assert "You are signed out." in page_of(answer).main.get_text()
    assert client.get(ACCOUNT).status_code == 302


def test_session_of_an_app_that_is_gone_is_half_open(client, publisher):
    sign_in(client, publisher)
    assert client.get(ACCOUNT).status_code == 200

    device_of(publisher).delete()

    assert client.get(ACCOUNT)["Location"].startswith(LOGIN)


def test_sessions_that_ran_out_are_swept_at_a_sign_in(client, reader):
    give_password(Client(), reader)
    Session.objects.update(expire_date="2020-01-01T00:00Z")

    give_password(client, reader)

    assert Session.objects.count() == 1


@pytest.mark.parametrize("path", ["/en/", "/en/practices/", "/en/search/?q=x", "/en/propose/"])
def test_public_pages_ask_for_no_session_even_of_the_signed_in(client, publisher, path):
    visitor = Client().get(path)
    sign_in(client, publisher)

    with CaptureQueriesContext(connection) as asked:
        member = client.get(path)

    assert [query for query in asked.captured_queries if "session" in query["sql"] or "accounts" in query["sql"]] == []
    for answer in (visitor, member):
        assert "session" not in answer.cookies
        assert path.endswith("propose/") or "Cookie" not in answer.get("Vary", "")


def test_account_page_says_what_there_is(client, publisher):
    sign_in(client, publisher)

    text = page_of(client.get(ACCOUNT)).main.get_text(" ", strip=True)

    assert "publisher@example.org" in text
    assert "An app was set up on" in text
    assert "0 recovery codes are left." in text
    assert "It ends earlier when the portal is not used for 60 minutes." in text
