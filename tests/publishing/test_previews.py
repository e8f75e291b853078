"""Previews: drafts and their files by a signed link that ends, and by nothing else."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from practices.models import PracticeDocument
from publishing import previews
from publishing.models import Version
from publishing.versions import snapshot

from ..factories import FACTORIES, PracticeFactory
from ..signing import sign_in
from ..test_contract import every_type

pytestmark = pytest.mark.django_db


@every_type
def test_preview_shows_a_draft_as_it_will_look(client, source):
    record = FACTORIES[source.model](title="Not yet public")
    link = previews.link_for(record)

    answer = client.get(link)

    assert client.get(record.get_absolute_url()).status_code == 404
    assert answer.status_code == 200
    told = answer.content.decode()
    assert "Not yet public" in told
    assert "readers do not see this yet" in told
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]


def test_files_of_a_draft_come_by_the_link_of_their_owner_alone(client):
    practice, other = PracticeFactory(), PracticeFactory()
    document = PracticeDocument.objects.create(
        owner=practice, title="Paper", file=ContentFile(b"%PDF-1.4 x", name="paper.pdf")
    )
    address = document.download_url

    told = client.get(previews.link_for(practice)).content.decode()

    assert client.get(address).status_code == 404
    assert client.get(address, {"preview": previews.token_for(other)}).status_code == 404
    assert client.get(address, {"preview": "made-up"}).status_code == 404
    assert f"{address}?preview=" in told
    answer = client.get(address, {"preview": previews.token_for(practice)})
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 x"


def test_link_ends_after_a_week_and_a_changed_one_opens_nothing(client, monkeypatch):
    link = previews.link_for(PracticeFactory(title="Secret"))

    changed = client.get(link[:-3] + "xx/")
    monkeypatch.setattr(previews, "GOOD_FOR", dt.timedelta(seconds=-1))
    late = client.get(link)

    for answer in (changed, late):
        assert answer.status_code == 404
        assert "Ask whoever sent it" in answer.content.decode()
        assert "Secret" not in answer.content.decode()


def test_preview_of_a_waiting_change_leaves_the_record_alone(client):
    practice = PracticeFactory(published=True, title="Before")
    data = snapshot(practice)
    data["fields"]["title"] = "After"
    waiting = Version.objects.create(
        kind=practice.kind(), object_id=practice.pk, number=1, standing="waits", state="published", title="x",
        data=data, made_at=timezone.now(),
    )  # fmt: skip

    told = client.get(previews.link_for(practice, waiting.pk)).content.decode()

    assert "After" in told
    practice.refresh_from_db()
    assert practice.title == "Before"


def test_button_of_the_desk_makes_a_link_and_follows_it(client):
    sign_in(client, User.objects.create_superuser("root"))
    practice = PracticeFactory(title="Draft here")
    page = reverse("admin:practices_practice_preview", args=[practice.pk])

    answer = client.post(page, follow=True)

    assert client.get(page).status_code == 405
    assert "Draft here" in answer.content.decode()
