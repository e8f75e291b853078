"""Who is told that an original changed."""

import pytest
from django.core import mail

from accounts.models import User
from practices.models import Practice
from publishing.models import State, Translation
from publishing.translating import save_translation

from ..factories import PracticeFactory
from ..publishing.test_translating import APPROVED, DRAFT, change, in_german, person
from .test_translating import bench
from .test_translating import translator as translator

pytestmark = pytest.mark.django_db


def commit(capture, record, **values):
    with capture(execute=True):
        return change(record, **values)


def test_translators_are_told_once_that_a_published_original_changed(client, django_capture_on_commit_callbacks):
    person("german", "translator", email="german@example.org")
    both = person("both", "translator", languages="de, fr", email="both@example.org")
    person("french", "translator", languages="fr", email="french@example.org")
    person("silent", "translator")
    person("editor", "editor", email="editor@example.org")
    practice = PracticeFactory(published=True, title="Buddies")
    save_translation(practice, "de", in_german(practice), both, state=APPROVED)
    save_translation(practice, "fr", in_german(practice), both, state=DRAFT)

    commit(django_capture_on_commit_callbacks, practice, goals="New.")
    told = sorted(one.to[0] for one in mail.outbox)
    assert told == ["both@example.org", "german@example.org"]
    assert mail.outbox[0].subject == "The original changed: Buddies"
    assert bench(practice) in mail.outbox[0].body
    assert "French" not in mail.outbox[0].body

    commit(django_capture_on_commit_callbacks, practice, goals="Newer.")
    assert len(mail.outbox) == 2

    save_translation(practice, "de", in_german(Practice.objects.get()), both, state=APPROVED)
    commit(django_capture_on_commit_callbacks, practice, goals="Newest.")
    assert len(mail.outbox) == 4


def test_nobody_is_told_of_drafts_and_all_are_once_the_record_is_public(translator, django_capture_on_commit_callbacks):
    root = User.objects.create_superuser("root")
    practice = PracticeFactory()
    save_translation(practice, "de", in_german(practice), translator, state=APPROVED)

    practice = commit(django_capture_on_commit_callbacks, practice, goals="New.")
    assert mail.outbox == []

    with django_capture_on_commit_callbacks(execute=True):
        practice.move(State.PUBLISHED, root)
    assert [one.to for one in mail.outbox] == [["translator@example.org"]]


def test_change_that_touches_no_text_tells_nobody(translator, django_capture_on_commit_callbacks):
    practice = PracticeFactory(published=True)
    save_translation(practice, "de", in_german(practice), translator, state=APPROVED)

    commit(django_capture_on_commit_callbacks, practice, level="local")

    assert mail.outbox == []
    assert Translation.State(practice.translations.get().state) == APPROVED
