"""Which mails carry the way out, what becomes of each once it was taken, and a mail server that is away or refuses."""

import socket

import pytest
from aiosmtpd.controller import Controller
from bs4 import BeautifulSoup
from django.conf import settings
from django.utils import timezone

from desk.powers import DUTIES
from mails.links import holder_of, link_for
from mails.sending import LONGEST_SUBJECT, send, send_always
from proposals.mailing import pass_on, send_link, tell_editors, tell_sender
from proposals.models import Proposal, State, Trial
from publishing.models import State as PublicationState

from ..accounts.conftest import reader as reader
from ..accounts.test_passwords import ASK, wait_for
from ..desk.test_powers import member
from ..factories import CountryFactory, PracticeFactory
from ..proposals.conftest import COMPLETE
from ..proposals.conftest import complete as complete
from ..proposals.conftest import patient as patient
from ..proposals.conftest import terms as terms
from ..proposals.test_reviewing import form_of

pytestmark = pytest.mark.django_db
CONTACT = "/en/propose/contact/kept/"


def refuse(address: str) -> None:
    holder_of(link_for(address).rstrip("/").rpartition("/")[2]).refuse()


def carries_the_way_out(mail) -> bool:
    link = str(mail["List-Unsubscribe"] or "").strip("<>")
    return bool(link) and mail.get_content().rstrip().endswith(link) and bool(mail["List-Unsubscribe-Post"])


def decision(state):
    def act(complete):
        proposal, _token = complete
        proposal.state = state
        proposal.save()
        tell_sender(proposal)

    return act


def decision_on_trial(complete):
    practice = PracticeFactory(published=True)
    trial, _token = Trial.objects.start("en", {}, practice=practice, email=COMPLETE["email"])
    trial.email_confirmed_at, trial.state = timezone.now(), State.DECLINED
    trial.save()
    tell_sender(trial)


def letter(complete):
    pass_on(PracticeFactory(published=True, contact_email=COMPLETE["email"]), "Bo", "bo@example.org", "May I visit?")


def link(complete):
    send_link(*complete)


def notice(complete):
    author = member(DUTIES[0], "author", email="author@example.org")
    member(DUTIES[1], "editor", email=COMPLETE["email"])
    PracticeFactory(author=author, countries=[CountryFactory()]).move(PublicationState.IN_REVIEW, author)


@pytest.mark.parametrize(
    "act",
    [decision("accepted"), decision("asked"), decision("declined"), decision_on_trial, letter, link, notice],
    ids=["accepted", "asked", "declined", "trial", "letter", "link", "notice"],
)
@pytest.mark.parametrize("has_refused", [False, True])
def test_mail_to_a_person_carries_the_way_out_and_is_not_sent_once_it_was_taken(
    complete, mails, django_capture_on_commit_callbacks, act, has_refused
):
    if has_refused:
        refuse(COMPLETE["email"].upper())

    with django_capture_on_commit_callbacks(execute=True):
        act(complete)

    assert [to for to, _mail in mails] == ([] if has_refused else [[COMPLETE["email"]]])
    assert all(carries_the_way_out(mail) for _to, mail in mails)


def test_refusal_of_one_editor_is_no_refusal_of_another(mails, django_capture_on_commit_callbacks):
    author = member(DUTIES[0], "author", email="author@example.org")
    for name in ("one", "two"):
        member(DUTIES[1], name, email=f"{name}@example.org")
    refuse("one@example.org")

    with django_capture_on_commit_callbacks(execute=True):
        PracticeFactory(author=author, countries=[CountryFactory()]).move(PublicationState.IN_REVIEW, author)

    assert [to for to, _mail in mails] == [["two@example.org"]]


def test_address_that_was_not_confirmed_hears_of_no_decision(complete, mails):
    proposal, _token = complete
    proposal.state = "accepted"
    assert tell_sender(proposal)

    proposal.email_confirmed_at = None

    assert not tell_sender(proposal)
    assert len(mails) == 1


def test_box_of_the_editors_has_no_way_out_and_gets_everything(mails, settings):
    refuse(settings.EDITORS_EMAIL)

    assert tell_editors("A practice was proposed", "Buddies")

    ((to, mail),) = mails
    assert to == [settings.EDITORS_EMAIL]
    assert mail["List-Unsubscribe"] is None
    assert mail.get_content().strip() == "Buddies"


def test_new_password_is_mailed_whatever_was_refused(client, reader, mails):
    refuse(reader.email)
    assert not send(reader.email, "A notice", "Something waits.")

    client.post(ASK, {"email": reader.email})
    wait_for(mails)

    ((to, mail),) = mails
    assert to == [reader.email]
    assert mail["List-Unsubscribe"] is None


# Whoever is not the owner of the address learns nothing


@pytest.mark.parametrize("is_there", [True, False])
def test_asking_for_the_confirmation_is_answered_alike(client, complete, mails, settings, is_there):
    proposal, token = complete
    other, other_token = Proposal.objects.start("en", dict(COMPLETE))
    other.email = "other@example.org"
    other.save()
    refuse(proposal.email)
    if not is_there:
        settings.EMAIL_PORT = 1

    pages = [client.post(f"/en/propose/{one}/mail/")["Location"] for one in (token, other_token)]

    assert pages[0].replace(token, "") == pages[1].replace(other_token, "")
    assert pages[0].endswith("?said=mail-sent#mail" if is_there else "?said=mail-failed#mail")
    assert [to for to, _mail in mails] == ([["other@example.org"]] if is_there else [])
    text = client.get(pages[0].partition("#")[0]).content.decode()
    assert ("let mails come again" in text) == is_there


def test_letter_to_a_contact_who_refused_reads_as_one_that_could_not_be_sent(client, patient, mails, settings):
    PracticeFactory(published=True, slug="kept", contact_email="ada@example.org")
    words = {"name": "Bo", "email": "bo@example.org", "text": "May I visit?"}

    def told(times=1):
        values = form_of(client, CONTACT) | words
        for _ in range(times):
            page = BeautifulSoup(client.post(CONTACT, values).content, "html.parser")
        for field in page.select("main input[type=hidden]"):
            field.decompose()
        return page.main

    assert "passed on" in told().get_text()
    refuse("ada@example.org")
    refused = told(times=2)  # sent again as it is, it is no more passed on than before
    settings.EMAIL_PORT = 1
    failed = told()

    assert len(mails) == 1
    assert str(refused) == str(failed)
    assert "The message could not be passed on." in refused.select_one(".alert--error").get_text()
    assert "“Report a problem”" in refused.get_text()
    assert refused.select_one("#f-text").get_text().strip() == "May I visit?"


# The mail and its server


def test_subject_is_one_line_and_no_longer_than_others_read(mails):
    assert send("ada@example.org", "Hello\r\nBcc: all@example.org\n" + "x" * 500, "Text")
    assert send_always("ada@example.org", "Hello\nBcc: all@example.org", "Text")

    for to, mail in mails:
        assert to == ["ada@example.org"]
        assert mail["Bcc"] is None
        assert mail["Subject"].startswith("Hello Bcc: all@example.org")
        assert len(mail["Subject"]) <= LONGEST_SUBJECT


@pytest.mark.parametrize(
    "address", ["ada@example.org\nBcc: all@example.org", "ada@" + "x" * 70 + ".é", "\ud800@example.org"]
)
def test_address_that_is_none_is_a_fault_for_the_log(mails, caplog, address):
    assert not send_always(address, "Hello", "Text")

    assert mails == []
    assert "A mail could not be sent" in caplog.text
    assert "ada@" not in caplog.text


def test_absent_mail_server_raises_nothing(settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    assert not send("ada@example.org", "Hello", "Text")

    assert "A mail could not be sent: ConnectionRefusedError" in caplog.text


class Refusing:
    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  the server calls it so
        return f"550 no such person as {address}"


def test_what_a_server_says_of_an_address_does_not_stand_in_the_log(settings, caplog):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(Refusing(), hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port

    left = send("ada@example.org", "Hello", "Text")
    server.stop()

    assert not left
    assert "A mail could not be sent: SMTPRecipientsRefused" in caplog.text
    assert "ada@example.org" not in caplog.text
    assert "ada@example.org" not in str([record.__dict__ for record in caplog.records])


def test_no_other_room_hands_mails_over():
    code = {
        path: path.read_text() for room in settings.PORTAL_ROOMS for path in (settings.BASE_DIR / room).rglob("*.py")
    }
    senders = {path.parent.name for path, text in code.items() if "django.core.mail" in text or "smtplib" in text}

    assert senders == {"mails"}
