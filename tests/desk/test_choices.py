"""Forms offer only what the user may see: a forged key tells nothing of a draft, and what stands there stays."""

import pytest
from django.urls import reverse

from events.models import StudyVisit

from ..factories import (
    CountryFactory,
    MeetingFactory,
    NetworkFactory,
    PracticeFactory,
    StudyVisitFactory,
)
from ..publishing.posting import form_values
from ..signing import sign_in
from .test_powers import contributor

pytestmark = pytest.mark.django_db
HIDDEN = "a colleague&#x27;s draft that you may not see"


def page_of(record):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


@pytest.fixture
def secret():
    return PracticeFactory(title="Secret practice")


def test_forged_foreign_key_is_refused_without_the_title(client):
    contributor(client)
    network, public = NetworkFactory(title="Secret network"), NetworkFactory(title="Public network", published=True)
    meeting = MeetingFactory(network=None, countries=[CountryFactory()])
    values = form_values(client, page_of(meeting))

    refused = client.post(page_of(meeting), values | {"network": network.pk})
    taken = client.post(page_of(meeting), values | {"network": public.pk})

    assert refused.status_code == 200
    assert "network" in refused.context["adminform"].form.errors
    assert "Secret network" not in refused.content.decode()
    assert taken.status_code == 302, taken.context["errors"]


def test_forged_key_among_several_is_refused_without_the_title(client, secret):
    contributor(client)
    visit = StudyVisitFactory(countries=[CountryFactory()])
    values = form_values(client, page_of(visit))

    refused = client.post(page_of(visit), values | {"practices": [secret.pk]})

    assert refused.status_code == 200
    assert "practices" in refused.context["adminform"].form.errors
    assert "Secret practice" not in refused.content.decode()
    assert not visit.practices.exists()


def test_forged_key_in_a_row_is_refused_without_the_title(client, secret):
    contributor(client)
    meeting = MeetingFactory(countries=[CountryFactory()])
    rows = {"agenda-TOTAL_FORMS": "1", "agenda-0-position": "1", "agenda-0-title": "Talk"}
    values = form_values(client, page_of(meeting)) | rows

    refused = client.post(page_of(meeting), values | {"agenda-0-practices": [secret.pk]})

    assert refused.status_code == 200
    assert "Secret practice" not in refused.content.decode()
    assert not meeting.agenda.exists()


def test_search_for_choices_finds_no_drafts_of_others(client, secret):
    contributor(client)
    PracticeFactory(title="Secret no more", published=True)
    asked = {"app_label": "events", "model_name": "studyvisit", "field_name": "practices", "term": "Secret"}

    told = client.get(reverse("admin:autocomplete"), asked).json()

    assert [one["text"] for one in told["results"]] == ["Secret no more"]


def test_contributor_finds_public_networks_for_a_meeting_and_no_others(client):
    contributor(client)
    NetworkFactory(title="Network in public", published=True)
    NetworkFactory(title="Network in secret")
    asked = {"app_label": "events", "model_name": "meeting", "field_name": "network", "term": "Network"}

    told = client.get(reverse("admin:autocomplete"), asked)

    assert [one["text"] for one in told.json()["results"]] == ["Network in public"]
    assert client.get(reverse("admin:networks_network_changelist")).status_code == 403


def test_draft_that_a_colleague_put_there_stays_and_keeps_its_title(client, secret):
    contributor(client)
    network = NetworkFactory(title="Secret network")
    visit = StudyVisitFactory(network=network, countries=[CountryFactory()])
    visit.practices.add(secret)

    told = client.get(page_of(visit)).content.decode()
    values = form_values(client, page_of(visit)) | {"summary": "Now with a summary."}
    answer = client.post(page_of(visit), values)

    assert "Secret" not in told
    assert told.count(HIDDEN) == 2
    assert answer.status_code == 302, answer.context["errors"]
    visit = StudyVisit.objects.get(pk=visit.pk)
    assert (visit.network, list(visit.practices.all())) == (network, [secret])
    assert visit.summary == "Now with a summary."


def test_who_sees_all_may_choose_drafts(client, django_user_model, secret):
    sign_in(client, django_user_model.objects.create_superuser("root"))
    visit = StudyVisitFactory()
    values = form_values(client, page_of(visit)) | {"practices": [secret.pk]}

    assert client.post(page_of(visit), values).status_code == 302
    assert list(visit.practices.all()) == [secret]
