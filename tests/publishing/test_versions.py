"""Nothing is lost: versions, what differs between them, restoring, and two editors on one record."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import Act, Entry
from directory.models import Place
from events.models import MeetingReport
from publishing.differences import GONE, NEW, compare_ends, compare_words, differences
from publishing.models import State, Version
from publishing.versions import keep, keep_first, restore, snapshot

from ..factories import FACTORIES, CountryFactory, PracticeFactory, TopicFactory
from ..practices.test_practice import add_study, assess
from ..signing import sign_in
from ..test_contract import every_type
from .posting import form_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client):
    user = User.objects.create_superuser("root")
    sign_in(client, user)
    return user


def page_of(record, name="change", *rest):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{name}", args=[record.pk, *rest])


def full_practice():
    practice = PracticeFactory(title="Buddies", goals="Friends.", topics=[TopicFactory()])
    place, _made = Place.objects.get_or_create(slug="malmo", name="Malmö", country=CountryFactory())
    practice.places.add(place)
    practice.partners.create(name="City", is_implementer=True, role="leads")
    add_study(practice)
    assess(practice)
    return practice


def test_restore_brings_fields_terms_and_rows_back():
    practice = full_practice()
    before = snapshot(practice)
    kept = keep(practice, None)

    practice.title, practice.goals = "Other", ""
    practice.save()
    practice.topics.clear()
    practice.partners.all().delete()
    lost = restore(practice, kept, None, "It was better.")

    after = snapshot(practice)
    assert lost == []
    assert differences(type(practice), before, after) == []
    assert Version.objects.of(practice).first().reason == "It was better."
    assert Entry.objects.filter(act=Act.RESTORED).exists()


def test_restore_leaves_assessments_and_editions_alone():
    practice = PracticeFactory()
    before = keep(practice, None)
    assess(practice)
    report = FACTORIES[MeetingReport](published=True)
    early = keep(report, None)
    report.editions.create(number=1, language="en", document={"html": ""})

    restore(practice, before, None)
    restore(report, early, None)

    assert practice.assessments.count() == 1
    assert report.editions.count() == 1


def test_restore_names_what_is_gone_and_goes_on():
    practice = full_practice()
    kept = keep(practice, None)
    gone = practice.topics.get()
    name = f"topic {gone.pk}"

    practice.topics.clear()
    gone.delete()
    lost = restore(practice, kept, None)

    assert lost == [name]
    assert practice.partners.count() == 1


def test_differences_are_told_in_the_words_of_the_form():
    practice = full_practice()
    before = snapshot(practice)

    practice.kind_of_practice = "service"
    practice.save()
    practice.topics.add(TopicFactory(slug="sport", name="Sport"))
    practice.partners.update(role="pays")
    found = {one.label: (one.old, one.new) for one in differences(type(practice), before, snapshot(practice))}

    assert found["Kind"][1] == "regular service"
    assert found["Topics"] == ("Housing", "Housing\nSport")
    assert "pays" in found["Partners"][1]


def test_words_that_went_and_came_are_marked():
    left, right = compare_words("The old house stands.", "The new house stands here.")

    assert [text for kind, text in left if kind == GONE] == ["old"]
    assert "".join(text for kind, text in right if kind == NEW).split() == ["new", "here"]
    assert "".join(text for _kind, text in left) == "The old house stands."


@pytest.mark.parametrize(
    ("old", "new", "left", "right"),
    [
        ("A long story.", "A short story.", ["long"], ["short"]), ("", "new", [], ["new"]), ("aaa", "aa", ["a"], []),
        ("one", "two", ["one"], ["two"]), ("same", "same", [], []),
    ],
)  # fmt: skip
def test_long_texts_are_compared_by_their_ends(old, new, left, right):
    before, after = compare_ends(old, new)

    assert "".join(text for _kind, text in before) == old
    assert "".join(text for _kind, text in after) == new
    assert [text for kind, text in before if kind == GONE] == left
    assert [text for kind, text in after if kind == NEW] == right


def test_first_change_keeps_how_a_loaded_record_stood():
    practice = PracticeFactory(published=True, title="As loaded")

    keep_first(practice)
    practice.title = "Changed"
    practice.save()
    keep(practice, None)
    keep_first(practice)

    assert [(v.number, v.data["fields"]["title"]) for v in Version.objects.of(practice).order_by("number")] == [
        (0, "As loaded"), (1, "Changed"),
    ]  # fmt: skip


@every_type
def test_each_save_on_the_desk_keeps_a_version_with_author_and_reason(client, root, source):
    record = FACTORIES[source.model](title="First")
    values = form_values(client, page_of(record)) | {"title": "Second", "reason": "A better name."}

    answer = client.post(page_of(record), values)

    assert answer.status_code == 302, answer.context["errors"]
    newest = Version.objects.of(record).first()
    assert (newest.title, newest.user, newest.reason) == ("Second", root, "A better name.")
    assert Version.objects.of(record).count() == 2
    assert Entry.objects.filter(act=Act.CHANGED, object_id=record.pk, user=root).exists()


def test_second_save_is_refused_with_both_texts_and_goes_through_after_reading(client, root):
    practice = PracticeFactory(title="Begun", goals="Begun.")
    first = form_values(client, page_of(practice))
    second = dict(first)
    client.post(page_of(practice), first | {"goals": "Theirs, with much work."})

    refused = client.post(page_of(practice), second | {"goals": "Mine, typed for an hour.", "title": "Mine"})

    practice.refresh_from_db()
    assert practice.goals == "Theirs, with much work."
    told = refused.content.decode()
    assert "Somebody else saved this record while you wrote" in told
    assert "Theirs, with much work." in told
    assert told.count("Mine, typed for an hour.") == 2  # in the table and, kept, in the form
    again = form_values(client, page_of(practice), refused)
    assert client.post(page_of(practice), again).status_code == 302
    practice.refresh_from_db()
    assert (practice.goals, practice.title) == ("Mine, typed for an hour.", "Mine")
    assert "Theirs, with much work." in [v.data["fields"]["goals"] for v in Version.objects.of(practice)]


def test_two_versions_stand_side_by_side_and_one_comes_back(client, root):
    practice = PracticeFactory(title="First name")
    values = form_values(client, page_of(practice))
    client.post(page_of(practice), values | {"title": "Second name"})
    first = Version.objects.of(practice).get(number=0)

    compared = client.get(page_of(practice, "history"), {"left": first.pk, "right": "now"}).content.decode()
    client.post(page_of(practice, "restore", first.pk))

    assert '<del title="taken out">First</del>' in compared
    assert '<ins title="added">Second</ins>' in compared
    practice.refresh_from_db()
    assert practice.title == "First name"


def test_history_of_an_untouched_record_says_so(client, root):
    assert b"Nobody has changed this record" in client.get(page_of(PracticeFactory(), "history")).content


def test_change_of_a_public_practice_by_its_author_waits_for_a_second_person(client, django_user_model):
    author = django_user_model.objects.create_superuser("author")
    sign_in(client, author)
    practice = PracticeFactory(published=True, title="Public", author=author)
    values = form_values(client, page_of(practice)) | {"title": "Public, but better", "reason": "More exact."}

    client.post(page_of(practice), values)
    practice.refresh_from_db()
    waiting = Version.objects.of(practice).waiting().get()
    own = client.post(page_of(practice, "decide", waiting.pk), {"let-in": "1"})

    assert practice.title == "Public"
    assert own.status_code == 403
    assert waiting.data["fields"]["title"] == "Public, but better"
    second = django_user_model.objects.create_superuser("second")
    sign_in(client, second)
    client.post(page_of(practice, "decide", waiting.pk), {"let-in": "1"})
    practice.refresh_from_db()
    assert practice.title == "Public, but better"
    assert practice.state == State.PUBLISHED
    assert not Version.objects.of(practice).waiting().exists()


def test_save_of_a_public_record_without_a_change_waits_for_nobody(client, django_user_model):
    author = django_user_model.objects.create_superuser("author")
    sign_in(client, author)
    practice = PracticeFactory(published=True, author=author)

    client.post(page_of(practice), form_values(client, page_of(practice)))

    assert not Version.objects.of(practice).waiting().exists()


def test_what_is_scheduled_changes_only_with_the_power_to_publish():
    author, second = User.objects.create_superuser("author"), User.objects.create_superuser("second")
    practice = PracticeFactory(author=author, publish_at=timezone.now(), scheduled_by=second)

    assert not practice.amends_live(author)
    assert practice.amends_live(second)


def test_refusing_a_change_wants_a_reason(client, root):
    author = User.objects.create_superuser("author")
    practice = PracticeFactory(published=True, author=author)
    data = snapshot(practice)
    waiting = Version.objects.create(
        kind=practice.kind(), object_id=practice.pk, number=1, standing="waits", state=practice.state,
        title="x", data=data, user=author, made_at=timezone.now(),
    )  # fmt: skip

    client.post(page_of(practice, "decide", waiting.pk), {"reason": " "})
    waiting.refresh_from_db()
    assert waiting.is_waiting

    client.post(page_of(practice, "decide", waiting.pk), {"reason": "No source."})
    waiting.refresh_from_db()
    assert waiting.standing == Version.Standing.REFUSED
    assert Entry.objects.get(act=Act.REFUSED).reason == "No source."
