"""One click ends all mails: the link in each of them, its page and button, and what mail programs send."""

import base64
import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as portal
from django.core import signing
from django.core.management import call_command
from django.test import Client

from mails.links import SALT, link_for
from mails.models import Refusal
from mails.sending import send
from proposals.mailing import tell_sender

from ..attacks.test_whole_site import faults
from ..edge.conftest import _one_connection as _one_connection
from ..edge.conftest import reader as reader
from ..proposals.conftest import complete as complete
from ..proposals.conftest import terms as terms

pytestmark = pytest.mark.django_db
ADDRESS = "Sender@example.org"
ONE_CLICK = "List-Unsubscribe=One-Click"
LAST_LINES = {
    "en": f"No more mails from {portal.PORTAL_NAME} to this address: ",
    "fr": f"Ne plus recevoir de courriels de {portal.PORTAL_NAME} à cette adresse : ",
    "de": f"Keine E-Mails von {portal.PORTAL_NAME} mehr an diese Adresse: ",
}


def path_for(address: str = ADDRESS) -> str:
    return link_for(address).removeprefix(portal.PORTAL_ADDRESS)


def page_of(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def press(client, path: str):
    """Press the one button of the page, as a browser does."""
    (form,) = page_of(client.get(path)).select("main form[method=post]")
    (button,) = form.select("button")
    assert form.get("action") is None
    return client.post(path, {button["name"]: button["value"]})


def gets_mails(mails, address: str = ADDRESS) -> bool:
    """Tell whether a mail to the address arrives."""
    before = len(mails)
    left = send(address, "A question", "Do you hear us?")
    assert left == (len(mails) > before)
    return left


# The mail


@pytest.mark.parametrize("language", LAST_LINES)
def test_mail_ends_with_the_link_in_the_readers_language_and_names_it_to_programs(client, complete, mails, language):
    proposal, _token = complete
    proposal.language, proposal.state = language, "accepted"
    proposal.save()

    assert tell_sender(proposal)

    ((to, mail),) = mails
    last = mail.get_content().rstrip("\n").splitlines()[-1]
    link = last.removeprefix(LAST_LINES[language])
    assert to == ["sender@example.org"]
    assert re.fullmatch(rf"http://127\.0\.0\.1:8000/{language}/mails/[\w:-]+/", link)
    assert mail["List-Unsubscribe"] == f"<{link}>"
    assert mail["List-Unsubscribe-Post"] == ONE_CLICK
    page = page_of(client.get(link.removeprefix(portal.PORTAL_ADDRESS)))
    assert page.html["lang"] == language
    assert "s…@example.org" in page.main.get_text()


def test_link_tells_no_address(settings):
    token = path_for("zqname.zqother@example.org").split("/")[3]
    body = token.partition(":")[0]
    told = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()

    assert "example.org" in told  # it was read
    assert "qname" not in told
    assert "zqother" not in told


# The page


def test_opening_the_page_changes_nothing_and_leaves_nothing_behind(mails):
    scanner = Client(enforce_csrf_checks=True)
    scanner.options(path_for())
    for method in (scanner.head, scanner.get):
        answer = method(path_for(), {"again": "yes", "List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert not answer.cookies
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Referrer-Policy"] == "same-origin"

    page = page_of(answer)
    assert faults(page) == []
    assert ADDRESS not in answer.content.decode()
    assert page.select_one("main form button").get_text() == "Send no more mails"
    assert not page.select("main script, main input")
    assert not Refusal.objects.exists()
    assert gets_mails(mails)


def test_page_is_kept_by_no_cache(reader):
    answer = reader.get(path_for())

    assert answer.status == 200
    assert "S…@example.org" in answer.text
    assert "no-store" in answer.headers["cache-control"]
    assert "set-cookie" not in answer.headers
    assert not reader.cache.shelf.pages


def test_button_ends_the_mails_and_another_lets_them_come_again(client, mails):
    assert gets_mails(mails)

    ended = press(client, path_for())

    assert ended.status_code == 200
    assert not ended.cookies
    assert "no-store" in ended["Cache-Control"]
    assert "sends no more mails to S…@example.org" in page_of(ended).main.get_text()
    assert faults(page_of(ended)) == []
    assert page_of(client.get(path_for())).h1.get_text() == "Mails are ended"
    assert not gets_mails(mails)

    again = press(client, path_for())

    assert "Mails to S…@example.org come again." in page_of(again).main.get_text()
    assert gets_mails(mails)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_page_speaks_the_language_of_its_link(client, language):
    path = path_for().replace("/en/", f"/{language}/")

    asked, ended = client.get(path), press(client, path)

    for answer in (asked, ended):
        text = page_of(answer).main.get_text()
        assert "Send no more mails" not in text
        assert "Mails are ended" not in text
    assert page_of(asked).main.form.button.get_text() in ("Ne plus envoyer de courriels", "Keine E-Mails mehr schicken")


# What mail programs send


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (ONE_CLICK, "application/x-www-form-urlencoded"),
        (
            f'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n{ONE_CLICK[17:]}\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_one_click_of_a_mail_program_ends_the_mails(mails, body, kind):
    assert gets_mails(mails)
    link = mails[-1][1]["List-Unsubscribe"].strip("<>").removeprefix(portal.PORTAL_ADDRESS)
    program = Client(enforce_csrf_checks=True)

    for _ in range(2):
        answer = program.post(link, body, content_type=kind, headers={"origin": "https://mail.example"})
        assert answer.status_code == 200  # RFC 8058 forbids to lead elsewhere
        assert not answer.cookies

    assert not gets_mails(mails)
    assert Refusal.objects.count() == 1


@pytest.mark.parametrize(
    "body", ["", "List-Unsubscribe=Two-Clicks", "list-unsubscribe=one-click", "email=x@example.org"]
)
def test_post_that_asks_for_nothing_changes_nothing(client, mails, body):
    answer = client.post(path_for(), body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 200
    assert gets_mails(mails)


def forged() -> list[str]:
    token = path_for().split("/")[3]
    head, _colon, signature = token.rpartition(":")
    other = path_for("other@example.org").split("/")[3]
    return [
        token[:-1], token[1:], token + "x", head, f"{head}:{signature[::-1]}",
        other.rpartition(":")[0] + ":" + signature,
        signing.dumps(["x", "y"], salt="proposals.clock"), signing.dumps(["x", "y"], key="another key", salt=SALT),
        "x", ":", "::", "%00", "é", "x" * 3000, "../../admin",
    ]  # fmt: skip


def test_forged_link_ends_nothing_and_says_what_to_do(client, mails):
    for token in forged():
        path = f"/en/mails/{token}/"
        for answer in (client.get(path), client.post(path, {"List-Unsubscribe": "One-Click"})):
            assert answer.status_code == 404
        if "/" not in token:
            assert "Copy it whole from the mail" in page_of(answer).main.get_text()
            assert "no-store" in answer["Cache-Control"]

    assert faults(page_of(client.get("/en/mails/x/"))) == []
    assert not Refusal.objects.exists()
    assert gets_mails(mails)


# The table


@pytest.mark.parametrize("written", ["sender@example.org", "SENDER@EXAMPLE.ORG", " Sender@Example.org "])
def test_address_is_the_same_however_it_is_written(client, mails, written):
    press(client, path_for(written))

    assert not gets_mails(mails, ADDRESS)
    assert gets_mails(mails, "sender2@example.org")


def test_table_holds_no_address_and_no_digest_that_can_be_guessed(client, settings):
    press(client, path_for())

    kept = [str(value) for value in Refusal.objects.values_list().get()]
    assert Refusal.objects.of(ADDRESS).exists()
    assert not [text for text in kept if "sender" in text.lower() or "example" in text]
    settings.SECRET_KEY = "another key, without which nobody makes the same digest"
    assert not Refusal.objects.of(ADDRESS).exists()


def test_changed_key_forgets_nobody_as_long_as_the_earlier_one_is_named(client, mails, settings):
    path = path_for()
    press(client, path)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "the key of after the change"

    assert not gets_mails(mails)
    assert page_of(client.get(path)).h1.get_text() == "Mails are ended"


def test_command_lets_mails_go_again_to_somebody_who_kept_no_link(client, mails, capsys):
    press(client, path_for())
    assert not gets_mails(mails)

    call_command("allow_mails", "sender@example.org")
    call_command("allow_mails", "nobody@example.org")

    assert gets_mails(mails)
    said = capsys.readouterr().out.splitlines()
    assert said == ["sender@example.org gets mails again.", "nobody@example.org had not refused mails."]
