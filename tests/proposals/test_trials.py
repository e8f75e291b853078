"""“We tried this”: from the page of a practice to a draft adoption, with a mail that confirms and nothing lost."""

import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import User
from directory.models import Organisation, Place
from events.models import Adoption
from proposals import guarding
from proposals.adopting import accept_trial
from proposals.models import State, Trial
from publishing.models import State as PublicationState
from publishing.models import Version

from ..factories import CountryFactory, MeetingFactory, PracticeFactory, StudyVisitFactory, TopicFactory
from ..signing import sign_in
from .test_reviewing import page_form
from .test_sending import HOSTILE, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(db):
    made = PracticeFactory(title="Buddies", published=True, topics=[TopicFactory()], countries=[CountryFactory()])
    CountryFactory(code="BE", code3="BEL", name="Belgium")
    visit = StudyVisitFactory(title="A visit to Malmö", published=True)
    visit.practices.add(made)
    meeting = MeetingFactory(title="A meeting that is a draft")
    meeting.agenda.create(title="Point 1").practices.add(made)
    return made


@pytest.fixture
def editor(db):
    user = User.objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    return User.objects.get(pk=user.pk)


def complete(practice) -> dict:
    visit = practice.study_visits.get()
    return {
        "status": "trying", "adopter": "City of Ghent", "country": "BE", "place": "Ghent", "since": "2024-41",
        "changed": "Pairs meet at work.", "outcome": "40 pairs.\nEvenings did not work.", "evidence": "A count.",
        "seen_at": f"visit/{visit.slug}", "seen_elsewhere": "A talk in Vienna", "language": "en",
        "email": "sender@example.org", "consent": "on",
    }  # fmt: skip


def hidden(client, url) -> dict:
    form = page_of(client.get(url)).select_one("main form.form")
    return {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}


def send(client, practice, **values):
    url = f"/en/propose/tried/{practice.slug}/"
    return client.post(url, hidden(client, url) | complete(practice) | values)


@pytest.fixture
def sent(practice):
    """Return a trial that the editors have, and its token."""
    trial, token = Trial.objects.start("en", complete(practice), practice=practice, email="sender@example.org")
    trial.email_confirmed_at = timezone.now()
    trial.save()
    trial.move(State.SENT)
    return trial, token


# The sender


def test_practice_leads_to_the_form_and_only_published_ones_have_it(client, practice):
    page = page_of(client.get(practice.get_absolute_url()))
    link = page.find("a", string="We tried this")

    assert link["href"] == f"/en/propose/tried/{practice.slug}/"
    answer = client.get(link["href"])
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    options = [option.get_text() for option in page_of(answer).select("#f-seen_at option")]
    assert options == ["—", "A visit to Malmö"]
    assert client.get(f"/en/propose/tried/{PracticeFactory().slug}/").status_code == 404


def test_whole_way_from_the_form_to_a_published_adoption(client, mails, practice, patient, editor):
    answer = send(client, practice)
    assert answer.status_code == 302
    own, _mark, ending = answer["Location"].partition("?")
    assert ending == "said=mail-sent#mail"
    trial = Trial.objects.get()
    assert (trial.state, trial.email_confirmed_at) == (State.STARTED, None)
    ((to, mail),) = mails
    assert to == ["sender@example.org"]
    confirm, private, _way_out = re.findall(r"http://127\.0\.0\.1:8000(\S+)", mail.get_content())
    assert private == own

    assert client.get(confirm).status_code == 200
    trial.refresh_from_db()
    assert trial.email_confirmed_at is None, "mail scanners open every link"
    client.post(confirm)

    trial.refresh_from_db()
    assert trial.state == State.SENT
    assert mails[-1][0] == ["editors@portal.example"]
    assert f"/admin/proposals/trial/{trial.pk}/change/" in mails[-1][1].get_content()
    assert "The editors have it" in page_of(client.get(own)).main.get_text()

    sign_in(client, editor)
    told = page_of(client.get(f"/admin/proposals/trial/{trial.pk}/change/")).get_text(" ", strip=True)
    assert "A visit to Malmö" in told
    assert "Evenings did not work." in told
    decide(client, trial, "checking")
    decide(client, trial, "accepted")
    client.logout()

    adoption = Adoption.objects.get()
    assert (adoption.state, adoption.status, adoption.since) == (PublicationState.DRAFT, "trying", "2024-41")
    assert (adoption.practice, adoption.adopter_name, adoption.country.code) == (practice, "City of Ghent", "BE")
    assert adoption.visit == practice.study_visits.get()
    assert adoption.outcome == "40 pairs.\nEvenings did not work."
    assert [country.code for country in adoption.origin_countries.all()] == ["SE"]
    assert [topic.slug for topic in adoption.topics.all()] == ["housing"]
    adoption.full_clean(exclude=["author"])
    version = Version.objects.of(adoption).get()
    assert (version.number, version.user) == (1, editor)
    assert "A talk in Vienna" in version.reason
    assert f"number {trial.pk}" in version.reason
    assert [move.after for move in adoption.trial.moves.all()] == ["sent", "checking", "accepted"]
    assert "took over what you told them" in mails[-1][1].get_content()
    assert client.get(adoption.get_absolute_url()).status_code == 404
    assert adoption.get_absolute_url() not in client.get(own).content.decode()

    adoption.move(PublicationState.PUBLISHED, editor)
    assert page_of(client.get(own)).find("a", href=adoption.get_absolute_url())
    assert page_of(client.get(practice.get_absolute_url())).find(id="family")


def test_forms_carry_the_token_without_which_they_are_refused(practice, patient, mails):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/en/propose/tried/{practice.slug}/", complete(practice)).status_code == 403

    answer = send(strict, practice)

    own = answer["Location"].partition("?")[0]
    assert strict.post(own, complete(practice)).status_code == 403
    assert strict.post(own, hidden(strict, own) | complete(practice)).status_code == 302


def test_fault_keeps_everything_and_says_what_to_do(client, practice, patient):
    answer = send(client, practice, since="last spring", adopter="G" * 300, consent="", country="")

    page = page_of(answer)
    assert answer.status_code == 200
    assert page.select_one("#f-since")["value"] == "last spring"
    assert page.select_one("#f-adopter")["value"] == "G" * 300
    assert page.select_one("#f-outcome").get_text().strip() == "40 pairs.\nEvenings did not work."
    assert page.select_one("#f-seen_at option[selected]").get_text() == "A visit to Malmö"
    summary = page.select_one("[role=alert]").get_text(" ", strip=True)
    for said in ("is no date the portal can read", "This line has 300 characters", "Tick this box"):
        assert said in summary
    for link in page.select("[role=alert] a"):
        assert page.select_one(link["href"])
    assert not Trial.objects.exists()


def test_trap_clock_and_count_ask_to_press_again_and_keep_what_was_typed(client, practice, monkeypatch, mails):
    for extra, said in (({"website_url": "http://spam"}, "must stay empty"), ({}, "faster than anybody types"),
                        ({"begun": "forged"}, "not sent as it was handed out")):  # fmt: skip
        page = page_of(send(client, practice, **extra))
        assert said in page.main.get_text()
        assert page.select_one("#f-adopter")["value"] == "City of Ghent"
    assert not Trial.objects.exists()

    monkeypatch.setattr(guarding, "TOO_FAST", guarding.dt.timedelta(0))
    for _ in range(guarding.LIMITS["trial"]):
        assert send(client, practice).status_code == 302
    page = page_of(send(client, practice))
    assert "try again in an hour" in page.main.get_text()
    assert page.select_one("#f-adopter")["value"] == "City of Ghent"
    assert len(mails) == guarding.LIMITS["mail"]


def test_absent_mail_server_loses_nothing(client, practice, patient, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    answer = send(client, practice)

    page = page_of(client.get(answer["Location"]))
    assert "The mail could not be sent just now" in page.main.get_text()
    assert page.select_one("#f-adopter")["value"] == "City of Ghent"


def test_what_is_open_can_be_changed_and_another_address_is_confirmed_again(client, practice, patient, mails):
    own = send(client, practice)["Location"].partition("?")[0]
    client.post(own, complete(practice) | {"since": "soon", "adopter": "Town"})
    page = page_of(client.get(own))
    assert page.select_one("#f-since")["value"] == "soon"
    assert "is no date" in page.select_one("[role=alert]").get_text()

    answer = client.post(own, complete(practice) | {"email": "other@example.org"})

    assert answer["Location"] == f"{own}?said=mail-sent#mail"
    assert mails[-1][0] == ["other@example.org"]
    trial = Trial.objects.get()
    assert (trial.email, trial.email_confirmed_at, trial.state) == ("other@example.org", None, State.STARTED)
    old, new = (re.search(r"/confirm/(\S+?)/", mail.get_content())[1] for _to, mail in (mails[0], mails[-1]))
    assert old != new
    assert client.post(f"{own}confirm/{old}/").status_code == 404
    client.post(f"{own}confirm/{new}/")
    trial.refresh_from_db()
    assert trial.state == State.SENT


def test_incomplete_one_is_confirmed_but_not_sent(client, practice, patient, mails):
    own = send(client, practice)["Location"].partition("?")[0]
    confirm = re.search(r"/confirm/(\S+?)/", mails[0][1].get_content())[1]
    client.post(own, complete(practice) | {"adopter": ""})

    client.post(f"{own}confirm/{confirm}/")

    trial = Trial.objects.get()
    assert (trial.state, bool(trial.email_confirmed_at)) == (State.STARTED, True)
    client.post(own, complete(practice))
    trial.refresh_from_db()
    assert trial.state == State.SENT


def test_what_the_editors_have_is_not_changed(client, sent, practice):
    trial, token = sent

    answer = client.post(trial.address(token), complete(practice) | {"adopter": "Other"}, follow=True)

    assert "It is with the editors now." in page_of(answer).main.get_text()
    trial.refresh_from_db()
    assert trial.answers["adopter"] == "City of Ghent"


def test_guessed_address_opens_nothing(client, sent):
    trial, _token = sent

    for token in ("x" * 32, trial.token_digest, str(trial.pk)):
        assert client.get(f"/en/propose/tried/own/{token}/").status_code == 404
        assert client.post(f"/en/propose/tried/own/{token}/mail/").status_code == 404
        assert client.get(f"/en/propose/tried/own/{token}/confirm/x/").status_code == 404


def test_one_that_was_never_sent_is_erased_after_half_a_year(client, practice, patient, mails):
    for days, state in ((181, State.STARTED), (179, State.STARTED), (400, State.SENT)):
        old, _token = Trial.objects.start("en", {"adopter": f"{days} days"}, practice=practice)
        Trial.objects.filter(pk=old.pk).update(state=state, updated_at=timezone.now() - guarding.dt.timedelta(days))

    send(client, practice)

    assert {trial.answers["adopter"] for trial in Trial.objects.all()} == {"179 days", "400 days", "City of Ghent"}


@pytest.mark.parametrize("value", [*HOSTILE, "<script>alert(1)</script>", "visit/../../x", "'; DROP TABLE x; --"])
def test_hostile_input_gives_a_page(client, practice, patient, mails, value):
    for name in complete(practice):
        answer = send(client, practice, **{name: value})
        assert answer.status_code in (200, 302)
        assert b"<script>alert" not in answer.content
    trial, token = Trial.objects.start("en", {}, practice=practice)
    own = trial.address(token)
    answer = client.post(own, dict.fromkeys(complete(practice), value), follow=True)
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
    assert client.get(own).status_code == 200


# The editors


def decide(client, trial, to, reason=""):
    url = f"/admin/proposals/trial/{trial.pk}/change/"
    return client.post(url, page_form(client, url, "trial_form") | {"next_state": to, "reason": reason}, follow=True)


def test_asking_wants_a_reason_that_the_sender_reads_and_answers(client, sent, editor, mails, practice):
    trial, token = sent
    sign_in(client, editor)
    assert "Say what is to be changed" in decide(client, trial, "asked").content.decode()

    decide(client, trial, "asked", "Since when exactly?")
    client.logout()

    assert "Since when exactly?" in mails[-1][1].get_content()
    assert "Since when exactly?" in page_of(client.get(trial.address(token))).main.get_text()
    client.post(trial.address(token), complete(practice) | {"since": "2024-11"})
    trial.refresh_from_db()
    assert (trial.state, trial.answers["since"]) == (State.SENT, "2024-11")
    assert mails[-1][0] == ["editors@portal.example"]


def test_declined_one_tells_its_reason(client, sent, editor, mails):
    trial, token = sent
    sign_in(client, editor)

    decide(client, trial, "declined", "It is another practice.")

    assert "It is another practice." in mails[-1][1].get_content()
    client.logout()
    page = page_of(client.get(trial.address(token)))
    assert "It is another practice." in page.main.get_text()
    assert not page.select("main form.form")
    assert not Adoption.objects.exists()


def test_known_body_and_place_are_linked_and_pressing_twice_makes_one(sent, editor):
    trial, _token = sent
    belgium = CountryFactory(code="BE")
    body = Organisation.objects.create(name="City of Ghent", slug="ghent", kind="city", country=belgium)
    place = Place.objects.create(name="Ghent", slug="ghent", country=belgium)
    trial.move(State.CHECKING, editor)

    adoption = accept_trial(trial, editor)

    assert (adoption.adopter, adoption.adopter_name, adoption.place) == (body, "", place)
    assert accept_trial(Trial.objects.get(), editor) == adoption
    assert Adoption.objects.count() == 1


def test_nobody_without_the_power_sees_or_moves_one(client, sent):
    trial, _token = sent
    other = User.objects.create_user("other", is_staff=True)
    client.force_login(other)

    assert client.get("/admin/proposals/trial/").status_code == 403
    with pytest.raises(PermissionDenied):
        trial.move(State.CHECKING, other)
    with pytest.raises(ValidationError):
        trial.move(State.ACCEPTED, other)


def test_proof_of_a_proposal_confirms_no_trial(client, sent):
    from proposals.mailing import confirmation_of
    from proposals.models import Proposal

    trial, token = sent
    Trial.objects.update(email_confirmed_at=None)
    stranger = Proposal(pk=trial.pk, email=trial.email)

    assert client.post(trial.address_to_confirm(token, confirmation_of(stranger))).status_code == 404


def test_page_of_the_sender_is_free_of_script_and_has_one_heading(client, sent):
    trial, token = sent
    Trial.objects.update(state=State.ASKED)

    page = BeautifulSoup(client.get(trial.address(token)).content, "html.parser")

    assert len(page.find_all("h1")) == 1
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
