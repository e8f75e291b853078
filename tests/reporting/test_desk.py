"""The report desk: from a past meeting to a public report, its PDF, its news, and its correction."""

import io
import json

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from pypdf import PdfReader

from audit.models import Act, Entry
from desk.powers import DUTIES
from events.models import Lesson, Meeting, MeetingReport, Recommendation
from news.models import NewsItem
from practices.models import Practice
from publishing.models import State, Version
from reporting.models import ReportDraft

from ..desk.test_powers import member
from ..factories import MeetingFactory, PracticeFactory
from ..signing import sign_in
from .conftest import PUBLISHER
from .pages import desk, from_page, mark, paper, photograph, whole

pytestmark = pytest.mark.django_db


def test_report_is_published_with_all_that_belongs_to_it(client, publisher, meeting):
    buddies = PracticeFactory(published=True, title="Buddies")

    answer = client.post(desk(meeting), whole(client, meeting) | {"go": "publish"})

    report = MeetingReport.objects.get(meeting=meeting)
    assert answer.status_code == 302, answer.context["faults"]
    assert answer["Location"] == report.get_absolute_url()
    client.logout()
    page = client.get(report.get_absolute_url()).content.decode()
    for told in (
        "42", "Ministries", "Sweden", "<strong>well</strong>", "Housing first", "Ana Silva, Porto", "She told how.",
        "Meet again.", "Ask the tenants first", "Pay the interpreters", "Write a guide", "City of Porto",
    ):  # fmt: skip
        assert told in page, told
    assert "alert(1)" not in page
    assert "MsoNormal" not in page
    unknown = Practice.objects.get(title="A practice nobody knows")
    assert unknown.state == State.DRAFT
    assert set(meeting.agenda.get().practices.all()) == {buddies, unknown}
    assert buddies.get_absolute_url() in page
    assert unknown.title not in page
    assert Lesson.objects.published().get().topics.get().slug == "housing"
    assert Recommendation.objects.published().get().addressee == "Member states"
    item = NewsItem.objects.get()
    assert (item.state, item.documents.get().url.endswith(report.get_absolute_url())) == (State.DRAFT, True)
    assert not ReportDraft.objects.exists()
    assert report.title in client.get(reverse("search:feed")).content.decode()
    for record in (report, meeting, Lesson.objects.get()):
        assert Version.objects.of(record).filter(user=publisher).exists()


def test_pdf_is_accessible_and_says_what_the_page_says(client, publisher, meeting):
    client.post(desk(meeting), whole(client, meeting) | {"go": "publish"})
    report = MeetingReport.objects.get()

    answer = client.get(reverse("events:edition-pdf", args=[report.slug, 1, "en"]))

    content = b"".join(answer.streaming_content)
    pdf = PdfReader(io.BytesIO(content))
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert answer["Content-Type"] == "application/pdf"
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert str(pdf.trailer["/Root"]["/Lang"]).startswith("en")
    assert b"pdfuaid:part" in pdf.trailer["/Root"]["/Metadata"].get_data()
    for told in ("Report of the seventh meeting", "Ministries", "Ana Silva", "Ask the tenants first", "Write a guide"):
        assert told in " ".join(text.split()), told


def test_each_language_has_its_page_and_its_pdf(client, publisher, meeting):
    client.post(desk(meeting), whole(client, meeting) | {"go": "publish"})
    report = MeetingReport.objects.get()
    texts = report.texts_by_key() | {"title": "Bericht der siebten Sitzung", "summary": "Städte verglichen sich."}
    report.translations.create(language="de", state="approved", texts=texts, source=report.texts_by_key())

    corrected = from_page(client, meeting) | {"participants": "43", "what_changed": "43 took part, not 42."}
    client.post(desk(meeting), corrected | {"go": "publish"})

    page = client.get(f"/de/reports/{report.slug}/").content.decode()
    assert "Bericht der siebten Sitzung" in page
    assert "/versions/2/de.pdf" in page
    pdf = PdfReader(io.BytesIO(b"".join(client.get(f"/de/reports/{report.slug}/versions/2/de.pdf").streaming_content)))
    assert str(pdf.trailer["/Root"]["/Lang"]).startswith("de")
    assert "Bericht der siebten Sitzung" in pdf.pages[0].extract_text()


def test_correction_wants_a_reason_and_keeps_the_first_version(client, publisher, meeting):
    client.post(desk(meeting), whole(client, meeting) | {"go": "publish"})
    report = MeetingReport.objects.get()
    values = from_page(client, meeting) | {"participants": "43", "go": "publish"}

    silent = client.post(desk(meeting), values)
    told = client.post(desk(meeting), values | {"mark": mark(client, meeting), "what_changed": "43 took part, not 42."})

    assert "Say what is corrected" in silent.content.decode()
    assert told.status_code == 302, told.context["faults"]
    now = client.get(report.get_absolute_url()).content.decode()
    first = client.get(reverse("events:edition", args=[report.slug, 1])).content.decode()
    assert "43 took part, not 42." in now
    assert reverse("events:edition", args=[report.slug, 1]) in now
    assert "<dd>43</dd>" in now
    assert "<dd>42</dd>" in first
    assert Lesson.objects.count() == 1
    assert Entry.objects.filter(act=Act.CORRECTED, reason="43 took part, not 42.").exists()
    assert client.get(reverse("events:edition", args=[report.slug, 7])).status_code == 404


def test_desk_of_a_published_report_holds_what_the_records_say(client, publisher, meeting):
    client.post(desk(meeting), whole(client, meeting) | {"go": "publish"})

    values = from_page(client, meeting)

    for name, value in whole(client, meeting).items():
        if name not in ("mark", "body", "agenda-0-text", "agenda-0-practices"):
            assert values[name] == value, name
    assert values["body"] == "<p>It went <strong>well</strong>.</p>"


def test_what_is_missing_is_told_in_sentences_and_nothing_is_lost(client, publisher, meeting):
    answer = client.post(
        desk(meeting),
        {"mark": mark(client, meeting), "go": "publish", "participants": "many", "lessons-0-text": "Half a thought",
         "steps-0-text": "x", "steps-0-due_on": "soon"},
    )  # fmt: skip

    told = answer.content.decode()
    assert answer.status_code == 200
    for sentence in (
        "Give the report a title.", "Write a summary", "Participants: Enter a whole number.",
        "Lesson 1 wants to be said in one sentence.", "Next step 1, By when: Enter a valid date.",
    ):  # fmt: skip
        assert sentence in told, sentence
    for typed in ("many", "Half a thought", "soon"):
        assert typed in told
    assert not MeetingReport.objects.exists()
    assert ReportDraft.objects.get().answers["participants"] == "many"


def test_report_without_countries_and_lists_is_advised_but_published(client, publisher, meeting):
    short = {
        "mark": mark(client, meeting), "title": "Short", "language": "en", "summary": "Short.", "participants": "12",
        "body": "We met.\n\nWe talked.", "conclusions": "Again.", "go": "save",
    }  # fmt: skip
    client.post(desk(meeting), short)

    assert "No country is ticked." in client.get(desk(meeting)).content.decode()
    assert client.get(desk(meeting, "preview")).context is not None
    client.post(desk(meeting), short | {"mark": mark(client, meeting), "go": "publish"})
    assert MeetingReport.objects.get(meeting=meeting).body == "<p>We met.</p><p>We talked.</p>"


def test_saves_as_it_goes_and_tells_when(client, publisher, meeting):
    values = {"mark": mark(client, meeting), "title": "Half"}

    first = client.post(desk(meeting), values, headers={"X-Autosave": "1"}).json()
    values |= {"mark": first["mark"], "title": "Half a title"}
    second = client.post(desk(meeting), values, headers={"X-Autosave": "1"})

    assert second.json()["mark"] == mark(client, meeting) != first["mark"]
    assert "Saved at" in second.json()["said"]
    assert "Half a title" in client.get(desk(meeting)).content.decode()


def test_two_writers_see_each_other_and_nobody_is_overwritten(client, publisher, meeting):
    other = member(PUBLISHER, "other")
    seen = mark(client, meeting)
    client.post(desk(meeting), {"mark": seen, "title": "Mine"})
    sign_in(client, other)

    automatic = client.post(desk(meeting), {"mark": seen, "title": "Theirs"}, headers={"X-Autosave": "1"})
    clashed = client.post(desk(meeting), {"mark": seen, "title": "Theirs"})

    assert automatic.status_code == 409
    assert "member" in automatic.json()["said"]
    page = clashed.content.decode()
    assert "saved this report" in page
    assert "<td>Mine</td><td>Theirs</td>" in page
    assert ReportDraft.objects.get().answers["title"] == "Mine"
    client.post(desk(meeting), {"mark": clashed.context["draft"].mark, "title": "Both of us"})
    assert ReportDraft.objects.get().answers["title"] == "Both of us"


def test_preview_shows_the_report_and_leaves_nothing_behind(client, publisher, meeting):
    client.post(desk(meeting), whole(client, meeting) | {"go": "save"})

    page = client.get(desk(meeting, "preview")).content.decode()

    assert "Report of the seventh meeting" in page
    for told in ("Ask the tenants first", "Pay the interpreters", "Write a guide"):
        assert told in page, told
    assert not MeetingReport.objects.exists()
    assert not Lesson.objects.exists()
    assert Meeting.objects.get().participants is None
    assert not Practice.objects.exists()


def test_rows_are_added_and_taken_out(client, publisher, meeting):
    client.post(desk(meeting), whole(client, meeting) | {"go": "add-agenda"})
    page = client.get(desk(meeting) + "?add=agenda").content.decode()
    assert "agenda-2-title" in page

    client.post(desk(meeting), from_page(client, meeting) | {"agenda-0-gone": "1", "go": "save"})

    assert ReportDraft.objects.get().answers["agenda"] == []


def test_files_wait_with_the_report(client, publisher, meeting):
    client.post(desk(meeting), whole(client, meeting) | {"go": "files"})

    refused = client.post(
        desk(meeting, "files"),
        {"document": "1", "title": "Paper", "language": "en", "file": ContentFile(b"MZ no paper", name="paper.pdf")},
    )
    client.post(
        desk(meeting, "files"),
        {"document": "1", "title": "Slides", "language": "en", "file": paper()},
    )

    report = MeetingReport.objects.get()
    assert refused.status_code == 400
    assert report.state == State.DRAFT
    assert report.documents.count() == 1
    for document in report.documents.all():
        assert client.get(document.download_url).status_code == 404
        client.post(desk(meeting, "files"), {"gone": f"document.{document.pk}"})
    assert not report.documents.exists()


@pytest.mark.parametrize("duty", [duty for duty in DUTIES if duty.name in ("contributor", "assessor", "translator")])
def test_desk_is_closed_to_those_who_do_not_write_reports(client, meeting, duty):
    sign_in(client, member(duty))

    for name in ("write", "preview", "files"):
        assert client.get(desk(meeting, name)).status_code == 403
    assert client.get(reverse("reporting:start")).status_code == 403


def test_desk_leads_visitors_to_the_sign_in(client, meeting):
    answer = client.get(desk(meeting))

    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_editor_may_write_but_not_publish(client, meeting):
    sign_in(client, member(DUTIES[1]))

    answer = client.post(desk(meeting), whole(client, meeting) | {"go": "publish"})

    assert answer.status_code == 403
    assert not MeetingReport.objects.exists()
    assert ReportDraft.objects.get().answers["title"] == "Report of the seventh meeting"
    assert "Somebody who may publish reports" in client.get(desk(meeting)).content.decode()


def test_start_lists_past_meetings_without_a_report(client, publisher, meeting):
    MeetingFactory(published=True, title="Yet to come", when="2099-01-01")

    page = client.get(reverse("reporting:start")).content.decode()

    assert "Seventh meeting" in page
    assert "Yet to come" not in page


def test_report_of_a_meeting_that_is_not_public_waits(client, publisher):
    meeting = MeetingFactory(title="Hidden", when="2024-05-02")

    answer = client.post(desk(meeting), whole(client, meeting) | {"go": "publish"})

    assert "The meeting itself is not public yet" in answer.content.decode()


@pytest.mark.parametrize("values", [
    {"mark": "x", "groups-0-number": "-5"}, {"agenda-0-starts_at": "25:99"},
    {"countries": ["XX"], "language": "tlh"}, {"title": "\0" * 5, "mark": "9" * 400},
    {"lessons-0-topic": "no-such", "lessons-0-pk": "1e9"}, {"lessons-0-title": "x", "lessons-0-pk": "³"},
])  # fmt: skip
def test_hostile_values_get_an_answer(client, publisher, meeting, values):
    for go in ("save", "publish", "add-nothing"):
        sent = {"mark": mark(client, meeting)} | values | {"go": go, "seen": "\0x"}
        assert client.post(desk(meeting), sent).status_code in (200, 302)
    assert client.get(desk(meeting, "preview")).status_code == 200
    for draft in ReportDraft.objects.all():
        json.dumps(draft.answers)


def test_desk_of_a_long_report_keeps_within_its_budget(client, publisher, meeting, django_assert_max_num_queries):
    long = whole(client, meeting)
    for number in range(1, 12):
        for name in ("lessons", "advice"):
            long[f"{name}-{number}-title"] = f"What was learnt {number}"
            long[f"{name}-{number}-topic"] = "housing"
    client.post(desk(meeting), long | {"go": "save"})
    client.get(desk(meeting))

    with django_assert_max_num_queries(22):
        client.get(desk(meeting))


def test_photograph_wants_a_text_and_shows_on_the_page_and_in_the_pdf(client, publisher, meeting):
    client.post(desk(meeting), whole(client, meeting) | {"go": "files"})
    picture = {"photograph": "1", "file": photograph(), "credit": "Ana Silva", "caption": "The first day"}

    refused = client.post(desk(meeting, "files"), picture | {"alt": ""})
    client.post(desk(meeting, "files"), picture | {"file": photograph(), "alt": "Twenty people around a table"})
    client.post(desk(meeting), from_page(client, meeting) | {"go": "publish"})

    assert refused.status_code == 400
    assert "Ana Silva" in refused.content.decode()
    report = MeetingReport.objects.get()
    page = client.get(report.get_absolute_url()).content.decode()
    assert 'alt="Twenty people around a table"' in page
    assert "Ana Silva" in page
    with report.editions.get().pdf.open() as file:
        pdf = PdfReader(file)
        told = " ".join(" ".join(one.extract_text() for one in pdf.pages).split())
        objects = [pdf.get_object(number) for number in range(1, pdf.trailer["/Size"])]
        alternatives = [str(one["/Alt"]) for one in objects if isinstance(one, dict) and "/Alt" in one]
    assert "Ana Silva" in told
    assert "Twenty people around a table" in alternatives
