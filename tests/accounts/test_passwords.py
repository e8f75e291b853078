"""Passwords: their rules, and a new one by mail through a real mail server."""

import re
import time

import pytest

from accounts.models import ResetRequest, User
from accounts.reset_views import OF_ADDRESS, OF_NETWORK

from ..conftest import sign_in
from .conftest import CODE, LOGIN, PASSWORD, give_password, page_of, said

pytestmark = pytest.mark.django_db
ASK = "/admin/password-reset/"
NEW = "eleven yellow trams"


def wait_for(mails, number=1):
    for _ in range(100):
        if len(mails) >= number:
            return
        time.sleep(0.05)


def ask(client, mails, email):
    """Ask for a new password; return the answer and the address in the mail."""
    answer = client.post(ASK, {"email": email})
    wait_for(mails)
    return answer, re.search(r"http://127\.0\.0\.1:8000(\S+)", mails[-1][1].get_content())[1]


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "at least 12 characters"),
        ("megaparol12345", "too common"),
        ("918273645546372819", "entirely numeric"),
        ("x9" * 65, "This password has 130 characters; 128 are possible."),
        ("publisher@example.org", "too similar"),
    ],
)
def test_rules_are_said_where_a_password_breaks_them(client, publisher, password, words):
    sign_in(client, publisher)
    fields = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}

    assert words in said(client.post("/admin/password_change/", fields))


def test_rules_are_said_before(client, reader):
    give_password(client, reader)

    text = page_of(client.get("/admin/password_change/")).select_one("#field-new_password1").get_text()

    assert "at least 12 characters" in text
    assert "up to 128 characters" in text


def test_new_password_by_mail_and_the_second_step_is_still_asked_for(client, publisher, app, mails):
    answer, link = ask(client, mails, "PUBLISHER@example.org")
    assert answer["Location"] == f"{ASK}sent/"
    assert mails[0][0] == ["publisher@example.org"]
    assert "account publisher" in mails[0][1].get_content()

    form = client.get(link, follow=True)
    fields = {"new_password1": NEW, "new_password2": NEW}
    answer = client.post(form.redirect_chain[-1][0], fields, follow=True)

    assert "Your new password is set." in page_of(answer).main.get_text()
    assert client.get("/admin/").status_code == 302
    assert client.post(LOGIN, {"username": "publisher", "password": NEW})["Location"].startswith(CODE)
    assert client.post(CODE, {"code": app.code()})["Location"] == "/admin/"
    again = page_of(client.get(link, follow=True))
    assert again.h1.get_text() == "This link does not work any more"


def test_link_ends_after_an_hour(client, reader, mails, settings):
    _answer, link = ask(client, mails, "reader@example.org")
    assert settings.PASSWORD_RESET_TIMEOUT == 3600
    settings.PASSWORD_RESET_TIMEOUT = -1

    assert "does not work any more" in page_of(client.get(link, follow=True)).h1.get_text()


@pytest.mark.parametrize("path", ["x/y/", "MQ/set-password/", "OTk5/abc-def/", "%00/x/"])
def test_made_up_links_open_nothing(client, reader, path):
    answer = client.get(f"{ASK}{path}")

    assert "does not work any more" in page_of(answer).h1.get_text()


def test_unknown_address_gets_the_same_answer_and_no_mail(client, reader, mails):
    known, unknown = (client.post(ASK, {"email": email}) for email in ("reader@example.org", "no@example.org"))
    wait_for(mails)

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert page_of(client.get(known["Location"])).h1.get_text() == "Look into your mail"
    assert [to for to, _mail in mails] == [["reader@example.org"]]


def test_account_without_a_password_gets_no_mail(client, db, mails):
    User.objects.create_user("signed-on", "on@example.org")
    User.objects.create_user("gone", "gone@example.org", PASSWORD, is_active=False)

    for email in ("on@example.org", "gone@example.org"):
        assert client.post(ASK, {"email": email}).status_code == 302
    time.sleep(0.3)
    assert mails == []


def test_mails_to_one_address_are_few(client, reader, mails):
    for _ in range(OF_ADDRESS + 2):
        assert client.post(ASK, {"email": "Reader@example.org"})["Location"] == f"{ASK}sent/"
    wait_for(mails, OF_ADDRESS + 1)

    assert len(mails) == OF_ADDRESS


def test_connection_that_asks_often_is_asked_to_wait(client, reader):
    for number in range(OF_NETWORK):
        assert client.post(ASK, {"email": f"a{number}@example.org"}).status_code == 302

    answer = client.post(ASK, {"email": "b@example.org"})

    assert "Try again in an hour" in said(answer)
    assert page_of(answer).select_one("input[name=email]")["value"] == "b@example.org"
    assert "127.0.0.1" not in "".join(ResetRequest.objects.values_list("who", flat=True))


def test_absent_mail_server_is_for_the_log(client, reader, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    assert client.post(ASK, {"email": "reader@example.org"}).status_code == 302
    wait_for(caplog.records)

    assert "A mail could not be sent: ConnectionRefusedError" in caplog.text


def test_mail_is_in_the_readers_language(client, reader, mails):
    client.post(ASK, {"email": "reader@example.org"}, headers={"accept-language": "de"})
    wait_for(mails)

    assert "neues Passwort" in mails[0][1].get_content()
