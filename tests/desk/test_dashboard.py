"""The first page of the desk: what waits, what is overdue, scheduled, stale, broken, untranslated."""

import datetime as dt

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from desk.dashboard import country_counts, panels, state_counts
from desk.models import LinkCheck
from desk.powers import DUTIES
from publishing.models import State, Version
from publishing.versions import snapshot

from ..factories import FACTORIES, CountryFactory, MeetingFactory, PracticeFactory
from ..signing import sign_in
from .test_powers import member

pytestmark = pytest.mark.django_db
MOST_QUERIES = 24  # the admin's own frame takes eight


def found(user, key):
    panel = next(panel for panel in panels(user) if panel.key == key)
    return [(entry.text, entry.note) for entry in panel.entries]


def test_what_waits_is_what_one_may_decide(django_user_model):
    editor = member(DUTIES[1], "editor")
    practice = PracticeFactory(title="Somebody's", state=State.IN_REVIEW)
    PracticeFactory(title="Own", state=State.IN_REVIEW, author=editor)
    PracticeFactory(title="Begun", author=editor)
    public = PracticeFactory(title="Public", published=True)
    mine = PracticeFactory(title="Public and own", published=True, author=editor)
    for record in (public, mine):
        Version.objects.create(
            kind=record.kind(), object_id=record.pk, number=1, standing="waits", state="published", title=record.title,
            data=snapshot(record),
        )  # fmt: skip

    assert set(found(editor, "waiting")) == {
        (practice.title, "to review"), ("Public", "a change waits"), ("Begun", "your draft"),
    }  # fmt: skip
    assert found(member(DUTIES[2], "assessor"), "waiting") == []


def test_late_reviews_and_meetings_without_a_report_are_overdue():
    root = User.objects.create_superuser("root")
    late = PracticeFactory(title="Late", state=State.IN_REVIEW)
    type(late)._base_manager.filter(pk=late.pk).update(updated_at=timezone.now() - dt.timedelta(days=8))
    PracticeFactory(title="In time", state=State.IN_REVIEW)
    when = timezone.localdate() - dt.timedelta(days=30)
    MeetingFactory(title="Unreported", published=True, when=when.isoformat())

    assert found(root, "overdue") == [("Late", "in review for more than a week"), ("Unreported", "has no report")]


def test_scheduled_stale_and_broken_stand_on_their_lists():
    root = User.objects.create_superuser("root")
    PracticeFactory(title="Soon", publish_at=timezone.now() + dt.timedelta(days=1), scheduled_by=root)
    long_ago = timezone.now() - dt.timedelta(days=3000)
    PracticeFactory(title="Old", state=State.PUBLISHED, published_at=long_ago)
    LinkCheck.objects.create(url="https://gone.example/", status="gone", reason="Not there.", failing_since=long_ago)

    assert [text for text, _note in found(root, "scheduled")] == ["Soon"]
    assert [text for text, _note in found(root, "stale")] == ["Old"]
    assert found(root, "broken") == [("https://gone.example/", "Not there.")]


def test_languages_are_counted_by_text_and_approved_translation():
    root = User.objects.create_superuser("root")
    practice = PracticeFactory(published=True)
    practice.translations.create(language="de", state="approved", texts={"title": "x"})
    practice.translations.create(language="fr", state="draft", texts={"title": "x"})

    told = dict(found(root, "untranslated"))

    assert list(told.values()) == ["0 of 1 public records are told in it"]


def test_records_are_counted_by_type_and_state_and_the_public_ones_by_country():
    france = CountryFactory(code="FR", code3="FRA", name="France")
    for _number in range(2):
        PracticeFactory(published=True, countries=[CountryFactory(), france])
    PracticeFactory(countries=[france])
    MeetingFactory(published=True, countries=[france])
    PracticeFactory(state=State.IN_REVIEW)

    by_type = {url: dict(zip(State, numbers, strict=True)) for _label, url, numbers in state_counts()}

    practices, meetings = by_type["/admin/practices/practice/"], by_type["/admin/events/meeting/"]
    assert list(practices.values()) == [1, 1, 2, 0]
    assert list(meetings.values()) == [0, 0, 1, 0]
    assert country_counts() == [("France", 3), ("Sweden", 2)]


def test_first_page_asks_the_same_few_questions_however_much_there_is(client):
    root = User.objects.create_superuser("root")
    sign_in(client, root)
    counts = []
    for _round in range(2):
        for factory in FACTORIES.values():
            factory(published=True, countries=[CountryFactory()])
            factory(state=State.IN_REVIEW)
            factory(author=root)
        ContentType.objects.clear_cache()
        client.get(reverse("admin:index"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = client.get(reverse("admin:index"))
        counts.append(len(asked))

    assert page.status_code == 200
    assert "Waits for you" in page.content.decode()
    assert counts[0] == counts[1] <= MOST_QUERIES, counts


def test_freshness_list_shows_what_nobody_checked(client):
    sign_in(client, User.objects.create_superuser("root"))
    long_ago = timezone.now() - dt.timedelta(days=3000)
    PracticeFactory(title="Forgotten", state=State.PUBLISHED, published_at=long_ago)
    PracticeFactory(title="New", published=True)

    page = client.get(reverse("desk:freshness"), {"page": "999"}).content.decode()

    assert "Forgotten" in page
    assert ">New<" not in page


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.name)
def test_every_group_sees_its_first_page(client, duty):
    sign_in(client, member(duty))

    assert client.get(reverse("admin:index")).status_code == 200
