"""Editions of reports: whatever way a report goes public or changes, what went out stays, and says what changed."""

import datetime as dt
import threading

import pytest
from django.core.files.base import ContentFile
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import User
from audit.models import Act, Entry
from desk.clock import tick
from events.models import MeetingReport
from news.models import NewsItem
from publishing.models import State
from publishing.translating import save_translation
from publishing.versions import keep
from reporting.editions import QUIET, behind
from reporting.publishing import bring_out

from ..factories import LessonFactory, MeetingFactory, MeetingReportFactory
from ..publishing.posting import form_values
from ..signing import sign_in
from .pages import photograph

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client):
    user = User.objects.create_superuser("root")
    sign_in(client, user)
    return user


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """Return what does something and then all that waits for the end of its transaction."""

    def done(act, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return act(*args, **kwargs)

    return done


@pytest.fixture
def draft():
    meeting = MeetingFactory(published=True, title="Seventh meeting", when="2024-05-02", participants=42)
    return MeetingReportFactory(meeting=meeting, title="Report of the seventh meeting", summary="Cities met.")


@pytest.fixture
def report(draft, root, commit):
    """A report that went public in the admin."""
    commit(draft.move, State.PUBLISHED, root)
    return draft


def editions(report) -> list[tuple]:
    return list(report.editions.order_by("number", "language").values_list("number", "language", "what_changed"))


def change(record, user, **values):
    record.refresh_from_db()
    for name, value in values.items():
        setattr(record, name, value)
    record.save()
    keep(record, user)


def change_in_admin(client, record, **values):
    address = reverse(f"admin:events_{record._meta.model_name}_change", args=[record.pk])
    answer = client.post(address, form_values(client, address) | values)
    assert answer.status_code == 302, answer.context["adminform"].form.errors


def translate(report, root, title="Bericht", state="approved"):
    texts = report.texts_by_key() | {"title": title, "summary": f"Städte, {title}."}
    return save_translation(report, "de", texts, root, state=state)


def text_of(edition) -> str:
    with edition.pdf.open() as file:
        return " ".join(" ".join(page.extract_text() for page in PdfReader(file).pages).split())


def test_report_published_in_the_admin_gets_its_pdf_and_its_news(client, root, draft, commit):
    commit(change_in_admin, client, draft, state="published")

    assert editions(draft) == [(1, "en", "")]
    assert "Report of the seventh meeting" in text_of(draft.editions.get())
    item = NewsItem.objects.get()
    assert (item.state, item.author) == (State.DRAFT, root)
    assert item.documents.get().url.endswith(draft.get_absolute_url())
    assert (
        reverse("events:edition-pdf", args=[draft.slug, 1, "en"])
        in client.get(draft.get_absolute_url()).content.decode()
    )


def test_report_published_from_the_list_or_by_the_clock_gets_them_too(client, root, commit):
    listed, timed = (MeetingReportFactory(title=name) for name in ("Listed", "Timed"))
    address = reverse("admin:events_meetingreport_changelist")
    commit(client.post, address, {"action": "publish", "_selected_action": [listed.pk], "reason": ""})
    MeetingReport.objects.filter(pk=timed.pk).update(publish_at=timezone.now(), scheduled_by=root)
    commit(tick)

    for report in (listed, timed):
        assert editions(report) == [(1, "en", "")], report
    assert NewsItem.objects.count() == 2


def test_report_that_came_public_from_a_file_gets_its_editions_by_the_clock():
    report = MeetingReportFactory(published=True)

    assert tick().refused == []
    assert tick().refused == []

    assert editions(report) == [(1, "en", "")]
    assert not NewsItem.objects.exists()
    assert not behind()


def test_amendment_in_the_admin_keeps_the_first_version_and_says_what_changed(client, root, report, commit):
    commit(change_in_admin, client, report, summary="Cities and towns met.", reason="As told by Porto.")

    assert editions(report) == [(1, "en", ""), (2, "en", "Changed: Summary.")]
    first, second = report.editions.order_by("number")
    assert (first.document["summary"], second.document["summary"]) == ("Cities met.", "Cities and towns met.")
    assert "Corrected: Changed: Summary." not in text_of(first)
    assert "Cities and towns met." in text_of(second)
    page = client.get(report.get_absolute_url()).content.decode()
    assert "Changed: Summary." in page
    assert reverse("events:edition", args=[report.slug, 1]) in page
    assert Entry.objects.filter(act=Act.CORRECTED, object_id=report.pk, user=root).count() == 1
    assert NewsItem.objects.count() == 1


def test_every_record_that_the_report_is_made_of_counts(root, report, commit):
    meeting = report.meeting
    commit(change, meeting, root, participants=43)
    lesson = commit(LessonFactory, meeting=meeting, title="Ask first")
    assert len(editions(report)) == 2
    commit(lesson.move, State.PUBLISHED, root)
    commit(change, lesson, root, title="Ask before")
    commit(lesson.move, State.ARCHIVED, root, "It was wrong.")

    told = [what for _number, _language, what in editions(report)]
    assert told == ["", "Changed: Participants.", *["Changed: Lessons."] * 3]


def test_what_readers_do_not_see_makes_no_edition(root, report, commit):
    commit(change, report.meeting, root, note=report.meeting.note)
    commit(change, report, root, lists_all_lessons=report.lists_all_lessons)
    commit(tick)

    assert editions(report) == [(1, "en", "")]
    assert not behind()


def test_drafts_get_no_edition(root, draft, commit):
    commit(change, draft, root, summary="Not yet.")
    commit(tick)

    assert editions(draft) == []


def test_translation_that_came_later_joins_the_newest_edition(client, root, report, commit):
    commit(change, report, root, summary="Cities and towns met.")
    commit(translate, report, root)

    assert editions(report)[1:] == [(2, "de", "Changed: Summary."), (2, "en", "Changed: Summary.")]


def test_outdated_translation_is_not_issued_as_if_current(client, root, report, commit):
    commit(translate, report, root)
    commit(change, report, root, summary="Cities and towns met.")
    assert [one[:2] for one in editions(report)] == [(1, "de"), (1, "en"), (2, "en")]
    page = client.get(f"/de/reports/{report.slug}/").content.decode()
    assert "/versions/1/de.pdf" in page
    assert "wie sie vor der letzten Berichtigung war" in page

    commit(translate, report, root, title="Neuer Bericht")

    assert [one[:2] for one in editions(report)] == [(1, "de"), (1, "en"), (2, "de"), (2, "en")]
    assert "Neuer Bericht" in text_of(report.editions.get(number=2, language="de"))
    assert "as it was before the last correction" not in client.get(f"/de/reports/{report.slug}/").content.decode()


def test_translation_of_the_meeting_that_is_outdated_holds_the_language_back(root, report, commit):
    meeting = report.meeting
    save_translation(meeting, "de", meeting.texts_by_key() | {"title": "Sitzung"}, root, state="approved")
    commit(translate, report, root)
    commit(change, meeting, root, conclusions="Go on.")

    assert [one[:2] for one in editions(report)] == [(1, "de"), (1, "en"), (2, "en")]


def test_language_that_was_a_draft_at_the_correction_joins_it_once_approved_again(root, report, commit):
    commit(translate, report, root)
    commit(translate, report, root, state="draft")
    commit(change, report, root, summary="Cities and towns met.")
    commit(translate, report, root)

    assert [one[:2] for one in editions(report)] == [(1, "de"), (1, "en"), (2, "de"), (2, "en")]


def test_revised_translation_goes_out_when_nobody_is_at_it_any_more(root, report, commit):
    commit(translate, report, root)
    commit(translate, report, root, title="Bericht der siebten Sitzung")
    tick()
    assert len(editions(report)) == 2

    report.translations.update(changed_at=timezone.now() - QUIET - dt.timedelta(minutes=1))
    report.editions.update(holds_at=timezone.now() - 2 * QUIET)
    tick()

    assert editions(report)[2:] == [(2, "de", "The translation was revised (German).")]
    assert not behind()


def test_edition_that_cannot_be_made_stops_no_save_and_is_made_up_for(root, report, commit):
    picture = report.photographs.create(file=photograph(), alt="A green field", credit="Ana Silva")
    name = picture.file.name
    with picture.file.open() as file:
        content = file.read()
    picture.file.storage.delete(name)

    commit(change, report, root, summary="Cities and towns met.")

    report.refresh_from_db()
    assert (report.summary, len(editions(report))) == ("Cities and towns met.", 1)
    assert len(tick().refused) == 1
    picture.file.storage.save(name, ContentFile(content))
    assert tick().refused == []
    assert editions(report)[1:] == [(2, "en", "Changed: Summary; Photographs.")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets one writer in at a time, and tests share one memory."
)
def test_two_ticks_at_once_make_one_edition():
    report = MeetingReportFactory(published=True)
    start, made = threading.Barrier(4), []

    def go():
        start.wait()
        made.append(len(bring_out(report, None)))
        connections.close_all()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == [0, 0, 0, 1]
    assert editions(report) == [(1, "en", "")]
