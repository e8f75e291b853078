"""A practice is proposed: nothing typed is lost, the link comes by mail, and only the sender goes on writing."""

import re

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from proposals import guarding
from proposals.models import Attempt, Proposal, State
from proposals.steps import STEPS

from .conftest import COMPLETE

pytestmark = pytest.mark.django_db
START = "/en/propose/"


def page_of(answer):
    return BeautifulSoup(answer.content, "html.parser")


def hidden(client) -> dict:
    """Return what the first form carries along."""
    form = page_of(client.get(START)).select_one("main form[method=post]")
    return {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}


def begin(client, **values):
    return client.post(START, hidden(client) | {"language": "en", "title": "Buddies", "go": "on"} | values)


def values_of(number: int) -> dict:
    return {name: COMPLETE[name] for name in STEPS[number - 1].names}


def test_whole_way_from_the_first_word_to_the_editors(client, mails, terms, patient):
    answer = begin(client, **values_of(1))
    assert answer.status_code == 302
    second = answer["Location"]
    base = second.removesuffix("2/")

    for number in range(2, 7):
        answer = client.post(f"{base}{number}/", values_of(number) | {"go": "on"})
        assert answer.status_code == 302
    assert answer["Location"] == base
    assert "Confirm your e-mail address" in page_of(client.get(base)).main.get_text()
    assert client.post(f"{base}send/")["Location"] == f"{base}#missing"

    client.post(f"{base}mail/")
    ((to, mail),) = mails
    assert to == ["sender@example.org"]
    links = re.findall(r"http://127\.0\.0\.1:8000(\S+)", mail.get_content())
    assert links[0] == base

    assert client.get(links[1]).status_code == 200
    assert Proposal.objects.get().email_confirmed_at is None
    client.post(links[1])
    assert Proposal.objects.get().email_confirmed_at is not None

    client.post(f"{base}send/")
    proposal = Proposal.objects.get()
    assert proposal.state == State.SENT
    assert mails[-1][0] == ["editors@portal.example"]
    assert {k: v for k, v in proposal.answers.items() if v} == {k: v for k, v in COMPLETE.items() if v}
    text = page_of(client.get(base)).main.get_text(" ", strip=True)
    assert "The editors have it" in text
    assert client.get(f"{base}2/")["Location"] == base


def test_fault_keeps_everything_and_says_what_to_do(client, terms, patient):
    base = begin(client, **values_of(1))["Location"].removesuffix("2/")

    answer = client.post(f"{base}2/", values_of(2) | {"period": "next summer", "run_by": "B" * 300, "go": "on"})
    assert answer["Location"] == f"{base}2/?faults=1#faults"
    page = page_of(client.get(answer["Location"].partition("#")[0]))

    assert page.select_one("#f-period")["value"] == "next summer"
    assert page.select_one("#f-run_by")["value"] == "B" * 300
    assert page.select_one("#f-partners").get_text().strip() == COMPLETE["partners"]
    summary = page.select_one("[role=alert]").get_text(" ", strip=True)
    assert "is no date the portal can read" in summary
    assert "This line has 300 characters; 200 are possible. Shorten it." in summary
    assert page.select_one("[role=alert] a[href='#f-period']")
    assert "fault" in page.select_one("#f-period")["aria-describedby"]


def test_steps_may_be_left_and_come_back_to(client, terms, patient):
    base = begin(client)["Location"].rpartition("2/")[0]

    assert client.post(f"{base}4/", {"results": "So far", "go": "leave"})["Location"] == base
    page = page_of(client.get(f"{base}4/"))

    assert page.select_one("#f-results").get_text().strip() == "So far"
    assert not page.select_one("[role=alert]")


def test_saving_while_typing_answers_with_the_time(client, complete):
    proposal, token = complete

    answer = client.post(f"/en/propose/{token}/4/", {"results": "More"}, headers={"X-Autosave": "1"})

    assert re.fullmatch(r"Saved at \d\d:\d\d", answer.json()["said"])
    proposal.refresh_from_db()
    assert proposal.answers["results"] == "More"


def test_proposal_with_the_editors_is_not_changed_by_its_sender(client, complete):
    proposal, token = complete
    proposal.move(State.SENT)

    answer = client.post(f"/en/propose/{token}/4/", {"results": "Other"}, headers={"X-Autosave": "1"})

    assert answer.status_code == 409
    proposal.refresh_from_db()
    assert proposal.answers["results"] == COMPLETE["results"]


@pytest.mark.parametrize("path", ["", "1/", "files/", "send/", "mail/", "confirm/x/"])
def test_guessed_address_opens_nothing(client, complete, path):
    proposal, _token = complete

    for token in ("x" * 32, proposal.token_digest, str(proposal.pk)):
        method = client.post if path in ("send/", "mail/") else client.get
        assert method(f"/en/propose/{token}/{path}").status_code == 404


def test_forged_proof_confirms_nothing(client, complete):
    proposal, token = complete
    Proposal.objects.update(email_confirmed_at=None)

    assert client.post(f"/en/propose/{token}/confirm/forged/").status_code == 404
    proposal.refresh_from_db()
    assert proposal.email_confirmed_at is None


def test_other_address_has_to_be_confirmed_again(client, complete):
    proposal, token = complete

    client.post(f"/en/propose/{token}/6/", values_of(6) | {"email": "other@example.org"})

    proposal.refresh_from_db()
    assert (proposal.email, proposal.email_confirmed_at) == ("other@example.org", None)


def test_markup_is_taken_out_of_what_is_typed(client, terms, patient):
    base = begin(client, title="<script>alert(1)</script>Buddies <b>now</b>")["Location"].rpartition("2/")[0]

    assert Proposal.objects.get().answers["title"] == "Buddies now"
    assert b"<script>alert" not in client.get(base).content


def test_absent_mail_server_loses_nothing(client, complete, settings):
    _proposal, token = complete
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    answer = client.post(f"/en/propose/{token}/mail/", follow=True)

    assert "The mail could not be sent just now" in page_of(answer).main.get_text()


# Spam


def test_trap_and_clock_ask_to_press_again_and_keep_what_was_typed(client, terms):
    for extra, said in (({"website_url": "http://spam"}, "must stay empty"), ({}, "faster than anybody types"),
                        ({"begun": "forged"}, "not sent as it was handed out")):  # fmt: skip
        answer = begin(client, **extra)

        page = page_of(answer)
        assert answer.status_code == 200
        assert said in page.main.get_text()
        assert page.select_one("#f-title")["value"] == "Buddies"
    assert not Proposal.objects.exists()


def test_page_left_open_for_days_asks_to_press_again(client, terms, patient, monkeypatch):
    monkeypatch.setattr(guarding, "TOO_OLD", guarding.dt.timedelta(seconds=-1))

    assert "open for a long time" in page_of(begin(client)).main.get_text()


def test_eleventh_start_within_the_hour_is_asked_to_wait(client, terms, patient):
    for _ in range(guarding.LIMITS["start"]):
        assert begin(client).status_code == 302

    answer = begin(client)

    assert "try again in an hour" in page_of(answer).main.get_text()
    assert page_of(answer).select_one("#f-title")["value"] == "Buddies"


def test_proposal_that_was_never_sent_is_erased_after_half_a_year(client, terms, patient):
    for days, state in ((181, State.STARTED), (179, State.STARTED), (400, State.SENT)):
        old, _token = Proposal.objects.start("en", {"title": f"{days} days"})
        Proposal.objects.filter(pk=old.pk).update(state=state, updated_at=timezone.now() - guarding.dt.timedelta(days))

    begin(client)

    assert {str(proposal) for proposal in Proposal.objects.all()} == {"179 days", "400 days", "Buddies"}


def test_nobody_is_known_from_the_count_and_old_counts_go(client, terms, patient, rf):
    begin(client)
    kept = Attempt.objects.get()
    assert "127.0.0.1" not in kept.who
    Attempt.objects.update(at=timezone.now() - guarding.dt.timedelta(days=2))

    begin(client)

    assert Attempt.objects.count() == 1


def test_forwarded_address_counts_only_where_it_is_trusted(rf, settings):
    one = rf.get("/", headers={"X-Forwarded-For": "9.9.9.9"})
    two = rf.get("/", headers={"X-Forwarded-For": "8.8.8.8"})
    assert guarding.who_is(one) == guarding.who_is(two)

    settings.TRUST_FORWARDED_FOR = True

    assert guarding.who_is(one) != guarding.who_is(two)
    forged = rf.get("/", headers={"X-Forwarded-For": "1.2.3.4, 9.9.9.9"})
    assert guarding.who_is(one) == guarding.who_is(forged)


def test_private_pages_are_kept_by_nobody_and_public_ones_set_no_cookie(client, complete):
    _proposal, token = complete
    for path in (START, f"/en/propose/{token}/", f"/en/propose/{token}/1/"):
        answer = client.get(path)
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Referrer-Policy"] == "same-origin"
    client.cookies.clear()
    assert not client.get("/en/practices/").cookies


def test_form_without_its_token_is_refused(complete):
    from django.test import Client

    _proposal, token = complete
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(f"/en/propose/{token}/send/").status_code == 403


HOSTILE = [
    "\0",
    "\ud800".encode("utf-16", "surrogatepass").decode("latin-1"),
    "x" * 30_000,
    "=1+1",
    "🙂" * 5000,
    "-1",
    "1e999",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_input_gives_a_page(client, complete, value):
    _proposal, token = complete
    for step in STEPS:
        path = f"/en/propose/{token}/{step.number}/"
        answer = client.post(path, dict.fromkeys(step.names, value), follow=True)
        assert answer.status_code == 200
    assert client.get(f"/en/propose/{token}/").status_code == 200
