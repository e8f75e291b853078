"""What happens to records while somebody reports on the desk: nobody writes over anybody."""

import pytest

from events.models import AgendaItem, Lesson, MeetingReport
from publishing.models import State, Version
from publishing.versions import keep
from reporting.models import ReportDraft

from ..desk.test_powers import member
from ..factories import LessonFactory, PracticeFactory
from .conftest import PUBLISHER
from .pages import desk, from_page, mark, paper, whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(client, publisher, meeting):
    """A report that is out."""
    client.post(desk(meeting), whole(client, meeting) | {"go": "publish"})
    return MeetingReport.objects.get(meeting=meeting)


@pytest.fixture
def other(db):
    return member(PUBLISHER, "colleague")


def change(record, user, **values):
    """Change a record as the admin does: saved, with a version."""
    for name, value in values.items():
        setattr(record, name, value)
    record.save()
    keep(record, user)


def correction(client, meeting, **values) -> dict:
    return from_page(client, meeting) | {"go": "publish", "what_changed": "Put right."} | values


def test_form_from_before_a_publication_is_refused(client, publisher, meeting):
    old_tab = mark(client, meeting)
    client.post(desk(meeting), whole(client, meeting) | {"go": "save"})
    older = from_page(client, meeting)
    client.post(desk(meeting), whole(client, meeting) | {"go": "publish"})
    client.post(desk(meeting), from_page(client, meeting) | {"summary": "A correction begins."})

    for seen in (old_tab, older["mark"]):
        answer = client.post(desk(meeting), older | {"mark": seen, "title": "Stale"}, headers={"X-Autosave": "1"})
        assert answer.status_code == 409, seen
    assert ReportDraft.objects.get().answers["summary"] == "A correction begins."


def test_first_save_on_top_of_a_changed_record_is_refused(client, publisher, meeting, other):
    opened = from_page(client, meeting)
    change(meeting, other, participants=50)

    answer = client.post(desk(meeting), opened | {"participants": "42"})

    assert not ReportDraft.objects.exists()
    assert "<td>50</td><td>42</td>" in answer.content.decode()
    assert "The records behind this report changed while you wrote." in answer.content.decode()


def test_what_only_others_changed_stays_theirs(client, report, meeting, other):
    client.post(desk(meeting), from_page(client, meeting) | {"summary": "A better summary.", "go": "save"})
    meeting.refresh_from_db()
    change(meeting, other, participants=50)
    change(Lesson.objects.get(), other, title="Ask the tenants before all else")

    answer = client.post(desk(meeting), correction(client, meeting))

    assert answer.status_code == 302
    meeting.refresh_from_db()
    report.refresh_from_db()
    assert (meeting.participants, report.summary) == (50, "A better summary.")
    assert Lesson.objects.get().title == "Ask the tenants before all else"


def test_lessons_that_the_desk_never_knew_stay_as_they_are(client, report, meeting, other):
    client.post(desk(meeting), from_page(client, meeting) | {"summary": "A better summary.", "go": "save"})
    public = LessonFactory(published=True, meeting=meeting, title="Added in the admin")
    draft = LessonFactory(meeting=meeting, title="A draft in the admin")

    client.post(desk(meeting), correction(client, meeting))

    for lesson, state in ((public, State.PUBLISHED), (draft, State.DRAFT)):
        lesson.refresh_from_db()
        assert lesson.state == state


def test_lessons_taken_off_the_desk_are_archived(client, report, meeting):
    client.post(desk(meeting), correction(client, meeting, **{"lessons-0-gone": "1"}))

    assert Lesson.objects.get().state == State.ARCHIVED


@pytest.mark.parametrize("field", ["participants", "conclusions"])
def test_both_sides_changed_one_record_shows_both_and_publishes_nothing(client, report, meeting, other, field):
    client.post(desk(meeting), from_page(client, meeting) | {field: "77", "go": "save"})
    meeting.refresh_from_db()
    change(meeting, other, **{field: 50, "participants_note": "Most came by train."})

    refused = client.post(desk(meeting), correction(client, meeting))

    page = refused.content.decode()
    assert "somebody else changed the same records" in page
    assert "<td>50</td><td>77</td>" in page
    assert "Most came by train.</td><td>(left alone on the desk" in page
    assert "colleague" in page
    meeting.refresh_from_db()
    assert str(getattr(meeting, field)) == "50"
    assert report.editions.count() == 1
    held = from_page(client, meeting)
    assert (held[field], held["participants_note"]) == ("77", "Most came by train.")

    again = client.post(desk(meeting), correction(client, meeting))
    settled = client.post(desk(meeting), correction(client, meeting, seen=again.context["unsettled"].seen))

    assert again.status_code == 200
    assert settled.status_code == 302
    meeting.refresh_from_db()
    assert (str(getattr(meeting, field)), meeting.participants_note) == ("77", "Most came by train.")


def test_settled_once_is_not_settled_for_ever(client, report, meeting, other):
    client.post(desk(meeting), from_page(client, meeting) | {"participants": "77", "go": "save"})
    meeting.refresh_from_db()
    change(meeting, other, participants=50)
    seen = client.post(desk(meeting), correction(client, meeting)).context["unsettled"].seen
    change(meeting, other, participants=51)

    answer = client.post(desk(meeting), correction(client, meeting, seen=seen))

    assert "<td>51</td><td>77</td>" in answer.content.decode()


def test_lesson_that_both_changed_or_took_out_waits(client, report, meeting, other):
    lesson = Lesson.objects.get()
    for mine, theirs, told in (
        ({"lessons-0-title": "Mine"}, {"title": "Theirs"}, "<td>Theirs</td><td>Mine</td>"),
        ({"lessons-0-gone": "1"}, {"title": "Theirs, too"}, "(taken out on the desk)"),
    ):
        client.post(desk(meeting), from_page(client, meeting) | mine | {"go": "save"})
        change(lesson, other, **theirs)
        answer = client.post(desk(meeting), correction(client, meeting))
        assert told in answer.content.decode()
        assert report.editions.count() == 1
        lesson.refresh_from_db()
        assert (lesson.state, lesson.title) == (State.PUBLISHED, theirs["title"])
        ReportDraft.objects.all().delete()

    client.post(desk(meeting), from_page(client, meeting) | {"lessons-0-text": "Mine", "go": "save"})
    lesson.put(State.ARCHIVED, other, "-")
    answer = client.post(desk(meeting), correction(client, meeting))
    assert "(taken off by somebody else)" in answer.content.decode()


def test_records_that_the_desk_left_alone_get_no_version(client, report, meeting):
    namesakes = [PracticeFactory(published=True, title="Mentoring") for _ in range(2)]
    item = AgendaItem.objects.get()
    item.practices.set(namesakes[1:])
    lesson = Lesson.objects.get()
    versions = [Version.objects.of(one).count() for one in (meeting, lesson)]

    answer = client.post(desk(meeting), correction(client, meeting, summary="A better summary."))

    assert answer.status_code == 302
    assert [Version.objects.of(one).count() for one in (meeting, lesson)] == versions
    assert list(AgendaItem.objects.get().practices.all()) == namesakes[1:]
    assert AgendaItem.objects.get().pk == item.pk


def test_no_row_is_lost_where_there_are_more_than_the_desk_offers(client, publisher, meeting):
    for number in range(45):
        meeting.participant_groups.create(name=f"Group {number}", number=1)
    client.post(
        desk(meeting), from_page(client, meeting) | whole(client, meeting) | {"groups-0-name": "First", "go": "publish"}
    )

    assert meeting.participant_groups.count() == 45


def test_files_added_first_do_not_count_as_somebody_elses_change(client, publisher, meeting):
    client.post(desk(meeting), {"mark": mark(client, meeting), "summary": "Short.", "go": "files"})
    client.post(desk(meeting, "files"), {"document": "1", "title": "Slides", "language": "en", "file": paper()})
    assert MeetingReport.objects.get().documents.count() == 1

    answer = client.post(desk(meeting), from_page(client, meeting) | whole(client, meeting) | {"go": "publish"})

    assert answer.status_code == 302
    assert MeetingReport.objects.get().title == "Report of the seventh meeting"
