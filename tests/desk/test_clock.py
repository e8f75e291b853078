"""What happens by itself, and who is told."""

import datetime as dt
import os

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.models import User
from audit.models import Act, Entry
from desk.clock import tick
from desk.powers import DUTIES
from publishing.models import State, Version
from publishing.versions import keep_first

from ..factories import FACTORIES, CountryFactory, PracticeFactory
from ..test_contract import every_type
from .test_powers import member

pytestmark = pytest.mark.django_db
EDITOR, PUBLISHER = DUTIES[1], DUTIES[3]


def past(**ago):
    return timezone.now() - dt.timedelta(**ago)


@every_type
def test_due_records_go_public_and_leave_once_only(source):
    root = User.objects.create_superuser("root")
    due = FACTORIES[source.model](publish_at=past(minutes=1), scheduled_by=root)
    early = FACTORIES[source.model](publish_at=past(minutes=-5), scheduled_by=root)
    over = FACTORIES[source.model](published=True, expire_at=past(minutes=1))

    first, second = tick(), tick()

    assert (first.published, first.archived) == (1, 1)
    assert (second.published, second.archived) == (0, 0)
    states = [type(one).objects.get(pk=one.pk).state for one in (due, early, over)]
    assert states == [State.PUBLISHED, State.DRAFT, State.ARCHIVED]
    assert Entry.objects.filter(act=Act.MOVED, user=None).count() == 2


def test_nothing_goes_public_by_the_clock_of_somebody_who_may_not():
    author = User.objects.create_superuser("author")
    practice = PracticeFactory(author=author, publish_at=past(minutes=1), scheduled_by=author)

    done = tick()

    practice.refresh_from_db()
    assert practice.state == State.DRAFT
    assert "may not publish it" in done.refused[0]


def test_one_record_that_fails_does_not_stop_the_others():
    root = User.objects.create_superuser("root")
    bad = PracticeFactory(title="Bad", publish_at=past(minutes=2), scheduled_by=root)
    good = PracticeFactory(title="Good", publish_at=past(minutes=1), scheduled_by=root)
    keep_first(bad)
    Version.objects.create(
        kind=bad.kind(), object_id=bad.pk, number=1, state="draft", title="in the way", data={}
    )  # the number of its next version is taken

    done = tick()

    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state) == (State.PUBLISHED, State.DRAFT)
    assert "practices.practice" in done.refused[0]


def test_command_says_what_it_did_and_refuses_a_pause_of_nothing(capsys):
    PracticeFactory(publish_at=past(minutes=1), scheduled_by=User.objects.create_superuser("root"))

    call_command("tick")

    assert capsys.readouterr().out == "Published 1, archived 0.\n"
    with pytest.raises(CommandError, match="at least 1 second"):
        call_command("tick", every=0)


def test_loop_ends_where_the_program_that_started_it_ended_before_it_was_ready(capsys):
    PracticeFactory(publish_at=past(minutes=1), scheduled_by=User.objects.create_superuser("root"))

    call_command("tick", every=60, parent=os.getpid())  # which is not the parent of this process

    assert capsys.readouterr().out == ""


def test_those_who_may_publish_are_told_of_what_waits(django_capture_on_commit_callbacks):
    author = member(DUTIES[0], "author", email="author@example.org")
    editor = member(EDITOR, "editor", email="editor@example.org")
    member(PUBLISHER, "publisher", email="publisher@example.org")
    practice = PracticeFactory(title="Buddies", author=author, countries=[CountryFactory()])

    with django_capture_on_commit_callbacks(execute=True):
        practice.move(State.IN_REVIEW, author)
    assert [one.to for one in mail.outbox] == [["editor@example.org"]]
    assert "Buddies" in mail.outbox[0].subject
    assert f"/admin/practices/practice/{practice.pk}/change/" in mail.outbox[0].body

    with django_capture_on_commit_callbacks(execute=True):
        practice.move(State.DRAFT, editor, "Name the city.")
    assert mail.outbox[1].to == ["author@example.org"]
    assert "Name the city." in mail.outbox[1].body


def test_moves_write_who_when_from_to_and_why():
    root = User.objects.create_superuser("root")
    practice = PracticeFactory(published=True)

    practice.move(State.ARCHIVED, root, "It ended.")

    entry = Entry.objects.get(act=Act.MOVED)
    assert (entry.user, entry.old, entry.new, entry.reason) == (root, "published", "archived", "It ended.")
    assert timezone.now() - entry.at < dt.timedelta(minutes=1)


@every_type
def test_records_become_stale_after_the_period_of_their_type(source):
    long_ago = timezone.now() - source.model.check_after - dt.timedelta(days=1)
    stale = FACTORIES[source.model](state=State.PUBLISHED, published_at=long_ago)
    fresh = FACTORIES[source.model](state=State.PUBLISHED, published_at=long_ago)
    fresh.mark_checked(User.objects.create_superuser("root"))
    FACTORIES[source.model](state=State.DRAFT, published_at=long_ago)

    assert list(source.model.objects.to_check(timezone.localdate())) == [stale]
    assert stale.is_stale
    assert not fresh.is_stale
