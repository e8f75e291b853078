"""Practices presented: suggested as somebody types, found without script, picked or created as drafts."""

import pytest
from django.urls import reverse

from desk.powers import DUTIES
from practices.models import Practice
from publishing.models import State
from reporting.models import ReportDraft
from reporting.picking import MOST_SUGGESTED
from reporting.presented import suggestions

from ..desk.test_powers import member
from ..factories import PracticeFactory
from ..signing import sign_in
from .pages import desk, from_page, mark, whole

pytestmark = pytest.mark.django_db


def asked(client, words: str) -> dict:
    return client.get(reverse("reporting:suggestions"), {"q": words}).json()


def pick(meeting, place: int = 0) -> str:
    return reverse("reporting:pick", args=[meeting.pk, place])


def test_suggestions_hold_all_words_and_say_what_readers_do_not_see(client, publisher):
    PracticeFactory(published=True, title="Mentoring for newcomers")
    PracticeFactory(title="Newcomers learn by mentoring")
    PracticeFactory(title="Mentoring, long gone, for newcomers", state=State.ARCHIVED)
    PracticeFactory(published=True, title="Housing for newcomers")

    told = asked(client, "mentoring newcomers")

    assert [(one["title"], one["note"]) for one in told["found"]] == [
        ("Mentoring for newcomers", ""), ("Newcomers learn by mentoring", "draft"),
    ]  # fmt: skip
    assert told["said"] == "2 practices found"
    assert asked(client, " ") == {"found": [], "said": "0 practices found"}
    assert asked(client, "\0" * 400)["found"] == []


def test_suggestions_are_few(client, publisher):
    for number in range(12):
        PracticeFactory(published=True, title=f"Mentoring {number}")

    assert len(asked(client, "mentoring")["found"]) == MOST_SUGGESTED


def test_only_what_the_user_may_see_is_suggested():
    public, hidden = PracticeFactory(published=True, title="Open"), PracticeFactory(title="Opening")
    translator, contributor = member(DUTIES[4], "translator"), member(DUTIES[0], "contributor")

    assert list(suggestions("open", contributor)) == [public]
    assert set(suggestions("open", translator)) == {public, hidden}


@pytest.mark.parametrize("duty", [duty for duty in DUTIES if duty.name in ("contributor", "assessor", "translator")])
def test_suggestions_are_for_those_who_write_reports(client, meeting, duty):
    sign_in(client, member(duty))

    assert client.get(reverse("reporting:suggestions"), {"q": "x"}).status_code == 403
    assert client.get(pick(meeting)).status_code == 403
    assert client.post(pick(meeting), {"pick": "1"}).status_code == 403


def test_line_of_a_namesake_is_its_address(client, publisher, meeting):
    first, second = (PracticeFactory(published=True, title="Mentoring", slug=slug) for slug in ("one", "two"))
    lines = [one["line"] for one in asked(client, "mentoring")["found"]]
    assert lines == ["Mentoring", "/practices/two/"]

    client.post(desk(meeting), whole(client, meeting) | {"agenda-0-practices": "\n".join(lines), "go": "publish"})

    assert list(meeting.agenda.get().practices.order_by("pk")) == [first, second]
    assert from_page(client, meeting)["agenda-0-practices"].splitlines() == lines


def test_practices_are_found_and_ticked_without_script(client, publisher, meeting):
    practice = PracticeFactory(published=True, title="Mentoring for newcomers")
    first = {"agenda-0-title": "", "agenda-1-title": "Housing", "agenda-1-practices": "Typed before"}
    sent = client.post(desk(meeting), first | {"mark": mark(client, meeting), "go": "find-1"})
    assert sent["Location"] == pick(meeting, 0)

    page = client.get(pick(meeting), {"q": "mentoring"})
    answer = client.post(pick(meeting), {"mark": page.context["mark"], "pick": [practice.pk, "x", "9" * 30]})

    assert answer["Location"].endswith("#f-agenda-0-practices")
    assert "Mentoring for newcomers" in page.content.decode()
    agenda = ReportDraft.objects.get().answers["agenda"]
    assert [row["practices"] for row in agenda] == ["Typed before\nMentoring for newcomers"]


def test_practice_that_is_not_there_becomes_a_draft(client, publisher, meeting):
    client.post(desk(meeting), whole(client, meeting) | {"agenda-0-practices": "", "go": "save"})
    page = client.get(pick(meeting), {"q": "Night buses"})
    assert "No practice of the portal has these words" in page.content.decode()

    client.post(pick(meeting), {"mark": page.context["mark"], "new": "Night buses", "as-new": "1"})
    client.post(desk(meeting), from_page(client, meeting) | {"go": "publish"})

    practice = Practice.objects.get(title="Night buses")
    assert (practice.state, practice.author) == (State.DRAFT, publisher)
    assert list(meeting.agenda.get().practices.all()) == [practice]


def test_picking_refuses_nothing_and_what_changed_meanwhile(client, publisher, meeting):
    practice = PracticeFactory(published=True, title="Mentoring")
    seen = mark(client, meeting)

    empty = client.post(pick(meeting), {"mark": seen})
    client.post(desk(meeting), {"mark": seen, "agenda-0-title": "Put in before"})
    late = client.post(pick(meeting), {"mark": seen, "pick": practice.pk})

    assert "Tick a practice" in empty.content.decode()
    assert "The report changed meanwhile" in late.content.decode()
    assert f'value="{practice.pk}" checked' in late.content.decode()
    assert ReportDraft.objects.get().answers["agenda"][0]["practices"] == ""
    assert client.get(pick(meeting, 200)).status_code == 404
