"""Previews: drafts and their files by a signed link that ends, and by nothing else."""

import datetime as dt
import re

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from directory.models import Organisation
from practices.models import PracticeDocument
from publishing import previews
from publishing.models import Version
from publishing.versions import keep, snapshot

from ..factories import FACTORIES, NetworkFactory, PracticeFactory, TopicFactory
from ..practices.test_practice import add_study, assess
from ..signing import sign_in
from ..test_contract import every_type

READS = re.compile(r'\(?SELECT |DECLARE "\w+" NO SCROLL CURSOR (WITH HOLD )?FOR SELECT ')
LOCKS = "FOR UPDATE"
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


@every_type
def test_preview_writes_nothing_and_takes_no_lock(client, source):
    record = FACTORIES[source.model](title="As kept")
    kept = keep(record, None)
    source.model.objects.filter(pk=record.pk).update(title="As it stands")

    for number in (None, kept.pk):
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(previews.link_for(record, number))
        told = answer.content.decode()
        assert ("As kept" in told, "As it stands" in told) == (number is not None, number is None)
        assert seen.captured_queries
        assert [one["sql"] for one in seen.captured_queries if not READS.match(one["sql"]) or LOCKS in one["sql"]] == []


def test_preview_of_a_version_shows_its_terms_and_rows(client):
    topic = TopicFactory(slug="sport", name="Sport for all")
    practice = PracticeFactory(topics=[topic])
    practice.partners.create(name="City of the past", role="leads")
    add_study(practice)
    assess(practice)
    practice.note_change()
    kept = keep(practice, None)
    practice.partners.all().delete()
    practice.evidence_items.all().delete()
    practice.topics.clear()
    practice.note_change()
    link = previews.link_for(practice, kept.pk)

    told = client.get(link).content.decode()
    now = client.get(previews.link_for(practice)).content.decode()
    topic.delete()
    later = client.get(link)

    for text in ("City of the past", "Sport for all"):
        assert text in told
        assert text not in now
    assert later.status_code == 200
    assert "Sport for all" not in later.content.decode()


def test_preview_of_a_version_of_a_network_shows_its_members_and_ancestry(client):
    network, other = NetworkFactory(title="Here"), NetworkFactory(title="The one before", published=True)
    network.memberships.create(organisation=Organisation.objects.create(name="Old member", slug="old-member"))
    network.memberships.create(counted_group="Gone by then", until="1999")
    network.ancestry.create(predecessor=other, happened="2010")
    network.complements.add(NetworkFactory(title="Beside it", published=True))
    kept = keep(network, None)
    for rows in (network.memberships, network.ancestry):
        rows.all().delete()
    network.complements.clear()

    told = client.get(previews.link_for(network, kept.pk)).content.decode()
    now = client.get(previews.link_for(network)).content.decode()

    for text in ("Old member", "The one before", "Beside it"):
        assert text in told
        assert text not in now
    assert "Gone by then" not in told


def test_preview_of_a_waiting_change_shows_what_was_saved_since_too(client):
    practice = PracticeFactory(published=True, title="Before", goals="Old goals.")
    begun = keep(practice, None)
    data = snapshot(practice)
    data["fields"]["title"] = "After"
    data["rows"]["partners"].append(
        {"pk": 77, "fields": {"name": "New partner", "role": "", "is_implementer": False}, "terms": {}, "rows": {}}
    )
    waiting = Version.objects.create(
        kind=practice.kind(), object_id=practice.pk, number=begun.number + 1, standing="waits", state="published",
        title="x", data=data,
    )  # fmt: skip
    type(practice).objects.filter(pk=practice.pk).update(goals="Newer goals.")

    told = client.get(previews.link_for(practice, waiting.pk)).content.decode()

    for text in ("After", "New partner", "Newer goals."):
        assert text in told
    assert "Old goals." not in told


def test_button_of_the_desk_makes_a_link_and_follows_it(client):
    sign_in(client, User.objects.create_superuser("root"))
    practice = PracticeFactory(title="Draft here")
    page = reverse("admin:practices_practice_preview", args=[practice.pk])

    answer = client.post(page, follow=True)

    assert client.get(page).status_code == 405
    assert "Draft here" in answer.content.decode()
