"""Editors check, ask, accept and decline; a published practice collects tasks and passes letters on."""

import io

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import User
from practices.models import Practice
from proposals import guarding
from proposals.accepting import accept
from proposals.models import Proposal, State, Task
from proposals.models.sent import MOVES, REVIEWER, SENDER
from publishing.models import State as PublicationState

from ..factories import PracticeFactory
from ..publishing.test_files import package, pdf, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db):
    user = User.objects.create_user("editor", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="review_proposal"))
    return User.objects.get(pk=user.pk)


def decide(client, proposal, to, reason="", **more):
    url = f"/admin/proposals/proposal/{proposal.pk}/change/"
    form = page_form(client, url, "proposal_form")
    return client.post(url, form | {"next_state": to, "reason": reason} | more, follow=True)


def page_form(client, url, name) -> dict:
    """Return what a form of the admin carries along."""
    page = BeautifulSoup(client.get(url).content, "html.parser")
    return {field["name"]: field.get("value", "") for field in page.select(f"form#{name} input[type=hidden][name]")}


def test_each_move_is_in_the_table_or_refused(complete, editor):
    proposal, _token = complete
    proposal.questions.create(field="title", text="Why?")

    for old in State:
        for new in State:
            for by, side in ((None, SENDER), (editor, REVIEWER)):
                Proposal.objects.filter(pk=proposal.pk).update(state=old)
                if MOVES.get((old, new)) == side:
                    proposal.move(new, by, "Because.")
                    assert Proposal.objects.get(pk=proposal.pk).state == new
                else:
                    with pytest.raises((ValidationError, PermissionDenied)):
                        proposal.move(new, by, "Because.")


def test_questions_stand_beside_their_fields_and_answers_come_back(client, complete, editor, mails):
    proposal, token = complete
    proposal.move(State.SENT)
    client.force_login(editor)
    question = {
        "questions-TOTAL_FORMS": "1", "questions-INITIAL_FORMS": "0", "questions-0-field": "results",
        "questions-0-text": "How do you know?",
    }  # fmt: skip
    decide(client, proposal, "asked", "Two words more, please.", **question)
    client.logout()

    proposal.refresh_from_db()
    assert proposal.state == State.ASKED
    assert mails[-1][0] == ["sender@example.org"]
    assert "How do you know?" in mails[-1][1].get_content()
    page = BeautifulSoup(client.get(f"/en/propose/{token}/4/").content, "html.parser")
    assert "How do you know?" in page.select_one("#field-results").get_text()
    asked = proposal.questions.get()
    assert "Answer the questions" in client.get(f"/en/propose/{token}/").content.decode()

    client.post(f"/en/propose/{token}/4/", {"results": "60 pairs, counted.", f"answer-{asked.pk}": "We counted."})
    client.post(f"/en/propose/{token}/send/")

    proposal.refresh_from_db()
    assert proposal.state == State.SENT
    assert proposal.questions.get().answer == "We counted."
    assert proposal.answers["results"] == "60 pairs, counted."


def test_asking_without_a_question_and_declining_without_a_reason_are_refused(client, complete, editor):
    proposal, _token = complete
    proposal.move(State.SENT)
    client.force_login(editor)

    assert "Ask at least one question" in decide(client, proposal, "asked").content.decode()
    assert "Say why it is declined" in decide(client, proposal, "declined").content.decode()
    proposal.refresh_from_db()
    assert proposal.state == State.SENT


def test_declined_proposal_tells_its_reason(client, complete, editor, mails):
    proposal, token = complete
    proposal.move(State.SENT)
    client.force_login(editor)

    decide(client, proposal, "declined", "It is not about integration.")

    assert "It is not about integration." in mails[-1][1].get_content()
    assert "It is not about integration." in client.get(f"/en/propose/{token}/").content.decode()


def test_accepted_proposal_becomes_a_draft_with_everything(client, complete, editor, mails):
    proposal, token = complete
    from directory.models import Country, Place

    Place.objects.create(slug="malmo", name="Malmö", country=Country.objects.get(code="SE"))
    files = f"/en/propose/{token}/files/"
    client.post(files, {"what": "photograph", "file": upload(picture()), "alt": "Two people", "credit": "Ada"})
    client.post(files, {"what": "document", "file": upload(pdf(1), "a.pdf"), "title": "Leaflet", "language": "en"})
    proposal.move(State.SENT)
    proposal.move(State.CHECKING, editor)
    client.force_login(editor)
    decide(client, proposal, "accepted")

    practice = Practice.objects.get()
    assert (practice.state, practice.origin, practice.slug) == (PublicationState.DRAFT, "owner", "buddies")
    assert practice.how_it_works == "Meet.\nMeet again."
    assert [topic.slug for topic in practice.topics.all()] == ["housing"]
    assert [country.code for country in practice.countries.all()] == ["SE"]
    assert [place.name for place in practice.places.all()] == ["Malmö"]
    assert [(p.name, p.role, p.is_implementer) for p in practice.partners.all()] == [
        ("A club", "", True), ("City of Malmö", "rooms", False), ("A school", "", False),
    ]  # fmt: skip
    assert practice.participants.get().number == 120
    assert str(practice.costs.get().amount) == "5000.50"
    assert practice.evidence_items.get().finding == "60 pairs met."
    assert practice.photographs.get().credit == "Ada"
    assert practice.documents.get().title == "Leaflet"
    assert practice.editorial_checks.exists()
    assert practice.contact_email == "ada@example.org"
    assert [move.after for move in practice.proposal.moves.all()] == ["sent", "checking", "accepted"]
    assert "took your proposal over" in mails[-1][1].get_content()
    assert client.get(f"/en/practices/{practice.slug}/").status_code == 404

    assert accept(Proposal.objects.get(), editor) == practice
    assert Practice.objects.count() == 1


def test_nobody_without_the_power_sees_a_proposal(client, complete):
    proposal, _token = complete
    proposal.move(State.SENT)
    client.force_login(User.objects.create_user("other", is_staff=True))

    assert client.get("/admin/proposals/proposal/").status_code == 403
    with pytest.raises(PermissionDenied):
        proposal.move(State.CHECKING, User.objects.get(username="other"))


def upload(content: bytes, name="a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("what", "name", "content", "said"),
    [
        ("photograph", "a.svg", b"<svg onload='alert(1)'/>", "valid image"),
        ("photograph", "a.jpg", b"GIF89a/*" + picture("GIF"), "valid image"),
        ("photograph", "a.jpg", b"<html></html>", "valid image"),
        ("document", "a.docx", package("evil.exe"), "does not fit its ending"),
        ("document", "a.exe", b"MZ", "Only PDF, DOCX and ODT"),
        ("document", "a.pdf", b"no pdf", "does not fit its ending"),
    ],
)
def test_hostile_uploads_are_refused_and_the_words_stay(client, complete, what, name, content, said):
    proposal, token = complete
    words = {"alt": "Two people", "credit": "Ada", "title": "Leaflet", "language": "en"}

    answer = client.post(f"/en/propose/{token}/files/", words | {"what": what, "file": upload(content, name)})

    text = answer.content.decode()
    assert answer.status_code == 200
    assert said in text or "no picture the portal can read" in text
    assert ("Two people" if what == "photograph" else "Leaflet") in text
    assert not proposal.photographs.exists()
    assert not proposal.documents.exists()


def test_files_of_a_proposal_are_for_reviewers_only(client, complete, editor):
    proposal, token = complete
    client.post(
        f"/en/propose/{token}/files/", {"what": "photograph", "file": upload(picture()), "alt": "Two", "credit": "Ada"}
    )
    url = proposal.photographs.get().url
    assert client.get(url).status_code == 403

    client.force_login(editor)
    answer = client.get(url)

    assert answer.status_code == 200
    assert Image.open(io.BytesIO(b"".join(answer.streaming_content))).format == "WEBP"
    assert "attachment" in answer["Content-Disposition"]
    client.logout()
    client.post(f"/en/propose/{token}/files/photograph/{proposal.photographs.get().pk}/remove/")
    assert not proposal.photographs.exists()


# Published practices


def form_of(client, url) -> dict:
    page = BeautifulSoup(client.get(url).content, "html.parser")
    return {field["name"]: field.get("value", "") for field in page.select("main form input[type=hidden]")}


def test_change_and_report_become_tasks(client, patient, mails):
    practice = PracticeFactory(published=True, slug="kept")
    page = client.get(practice.get_absolute_url()).content.decode()
    change, report = "/en/propose/change/kept/", "/en/propose/report/kept/"
    assert change in page
    assert report in page

    said = client.post(
        change, form_of(client, change) | {"field": "goals", "text": "<b>Jobs</b>", "source": "I run it"}
    )
    client.post(report, form_of(client, report) | {"kind": "link", "text": "It is gone."})

    assert "Thank you." in said.content.decode()
    assert set(Task.objects.values_list("kind", "field", "text", "state")) == {
        ("change", "goals", "Jobs", "open"),
        ("link", "", "It is gone.", "open"),
    }
    assert len(mails) == 2


def test_faulty_report_keeps_what_was_typed(client, patient):
    PracticeFactory(published=True, slug="kept")
    url = "/en/propose/report/kept/"

    page = BeautifulSoup(
        client.post(url, form_of(client, url) | {"text": "It is wrong.", "email": "no address"}).content, "html.parser"
    )

    assert page.select_one("#f-text").get_text().strip() == "It is wrong."
    assert page.select_one("#f-email")["value"] == "no address"
    assert page.select_one("[role=alert] a[href='#f-email']")
    assert not Task.objects.exists()


def test_letter_is_passed_on_and_the_address_stays_hidden(client, patient, mails):
    PracticeFactory(published=True, slug="kept", contact_email="ada@example.org")
    url = "/en/propose/contact/kept/"
    assert b"ada@example.org" not in client.get(url).content

    letter = {"name": "Bo\r\nBcc: all@example.org", "email": "bo@example.org", "text": "May I visit?"}
    answer = client.post(url, form_of(client, url) | letter)

    assert "passed on" in answer.content.decode()
    ((to, mail),) = mails
    assert to == ["ada@example.org"]
    assert mail["Reply-To"] == "bo@example.org"
    assert mail["Bcc"] is None
    assert "May I visit?" in mail.get_content()


def test_contact_form_is_there_only_where_there_is_a_contact(client):
    PracticeFactory(published=True, slug="none")
    PracticeFactory(slug="draft", contact_email="ada@example.org")

    assert client.get("/en/propose/contact/none/").status_code == 404
    assert client.get("/en/propose/contact/draft/").status_code == 404
    assert client.get("/en/propose/change/draft/").status_code == 404


def test_sixth_letter_within_the_hour_has_to_wait(client, patient, mails):
    PracticeFactory(published=True, slug="kept", contact_email="ada@example.org")
    url = "/en/propose/contact/kept/"
    letter = {"name": "Bo", "email": "bo@example.org", "text": "May I visit?"}
    for _ in range(guarding.LIMITS["contact"]):
        client.post(url, form_of(client, url) | letter)

    answer = client.post(url, form_of(client, url) | letter)

    assert "try again in an hour" in answer.content.decode()
    assert "May I visit?" in answer.content.decode()
    assert len(mails) == guarding.LIMITS["contact"]
