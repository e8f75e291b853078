"""The same form ten times at once: one item, and nobody gets an error page."""

import threading

import pytest
from bs4 import BeautifulSoup
from django.db import connection, connections
from django.test import Client

from accounts.models import User
from directory.models import Topic
from news.models import NewsItem
from proposals.models import Proposal, Task

from ..factories import PracticeFactory
from ..proposals.conftest import complete as complete
from ..proposals.conftest import patient as patient
from ..proposals.conftest import terms as terms
from ..publishing.posting import form_values
from ..signing import sign_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite lets one writer in at a time, and tests share one memory."
    ),
]
TIMES = 10


def at_once(client, address: str, values: dict) -> list:
    """Send the same form from one browser ten times in the same moment; return the answers."""
    start, answers = threading.Barrier(TIMES), []

    def go():
        browser = Client(raise_request_exception=False)
        browser.cookies = client.cookies
        start.wait()
        answers.append(browser.post(address, values))
        connections.close_all()

    threads = [threading.Thread(target=go) for _ in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def form_of(client, address: str) -> dict:
    form = BeautifulSoup(client.get(address).content, "html.parser").select_one("main form[method=post]")
    return {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}


@pytest.fixture
def root(client):
    user = User.objects.create_superuser("root")
    sign_in(client, user)
    return user


@pytest.mark.parametrize(
    ("model", "address", "values"),
    [
        (NewsItem, "/admin/news/newsitem/add/", {"title": "Told once", "slug": "told-once", "summary": "A summary."}),
        (Topic, "/admin/directory/topic/add/", {"name": "Told once", "slug": "told-once"}),
    ],
)
def test_record_is_added_once_and_the_others_are_told(client, root, model, address, values):
    answers = at_once(client, address, form_values(client, address) | values)

    assert sorted(answer.status_code for answer in answers) == [200] * (TIMES - 1) + [302]
    assert model.objects.filter(slug="told-once").count() == 1
    refused = next(answer for answer in answers if answer.status_code == 200)
    assert "already exists" in BeautifulSoup(refused.content, "html.parser").get_text()


def test_proposal_begins_once(client, patient):
    values = form_of(client, "/en/propose/") | {"language": "en", "title": "Buddies", "go": "on"}

    answers = at_once(client, "/en/propose/", values)

    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Proposal.objects.count() == 1
    assert client.get(answers[0]["Location"]).status_code == 200


def test_another_proposal_from_the_same_form_is_another_one(client, patient):
    values = form_of(client, "/en/propose/") | {"language": "en", "go": "on"}

    one, two = (client.post("/en/propose/", values | {"title": title}) for title in ("One", "Two"))

    assert one["Location"] != two["Location"]
    assert {proposal.answers["title"] for proposal in Proposal.objects.all()} == {"One", "Two"}


def test_task_is_made_once(client, patient, mails):
    PracticeFactory(published=True, slug="kept")
    address = "/en/propose/report/kept/"

    answers = at_once(client, address, form_of(client, address) | {"kind": "link", "text": "It is gone."})

    assert {answer.status_code for answer in answers} == {200}
    assert Task.objects.count() == len(mails) == 1


def test_letter_is_passed_on_once(client, patient, mails):
    PracticeFactory(published=True, slug="kept", contact_email="ada@example.org")
    address = "/en/propose/contact/kept/"
    letter = {"name": "Bo", "email": "bo@example.org", "text": "May I visit?"}

    at_once(client, address, form_of(client, address) | letter)

    assert len(mails) == 1


def test_finished_proposal_is_sent_once(client, mails, complete):
    proposal, token = complete

    answers = at_once(client, f"/en/propose/{token}/send/", {})

    proposal.refresh_from_db()
    assert {answer.status_code for answer in answers} == {302}
    assert proposal.state == "sent"
    assert proposal.moves.count() == len(mails) == 1
