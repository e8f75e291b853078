"""The report desk: from a past meeting to a public report, its PDF, its news, and its correction."""

import io
import json

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from audit.models import Act, Entry
from desk.powers import DUTIES
from events.models import Lesson, Meeting, MeetingReport, Recommendation
from news.models import NewsItem
from practices.models import Practice
from publishing.models import State, Version
from reporting.models import ReportDraft

from ..desk.test_powers import member
from ..factories import CountryFactory, MeetingFactory, NetworkFactory, PracticeFactory, TopicFactory
from ..signing import sign_in

pytestmark = pytest.mark.django_db
PUBLISHER = next(duty for duty in DUTIES if duty.name == "report publisher")


@pytest.fixture
def meeting():
    network = NetworkFactory(published=True, title="A network", slug="network")
    return MeetingFactory(published=True, title="Seventh meeting", when="2024-05-02", network=network)


@pytest.fixture
def publisher(client):
    user = member(PUBLISHER)
    sign_in(client, user)
    return user


def desk(meeting, name="write"):
    return reverse(f"reporting:{name}", args=[meeting.pk])


def whole() -> dict:
    """A complete report, as a browser sends it."""
    TopicFactory()
    return {
        "number": "0", "title": "Report of the seventh meeting", "language": "en", "summary": "Cities compared notes.",
        "participants": "42", "participants_note": "", "countries": [CountryFactory().code],
        "body": "<p class=MsoNormal>It went <b>well</b>.</p><script>alert(1)</script>",
        "conclusions": "Go on.\nMeet again.",
        "groups-0-name": "Ministries", "groups-0-number": "14",
        "agenda-0-title": "Housing first", "agenda-0-starts_at": "09:30", "agenda-0-speakers": "Ana Silva, Porto",
        "agenda-0-text": "She told how.", "agenda-0-practices": "Buddies\nA practice nobody knows",
        "lessons-0-title": "Ask the tenants first", "lessons-0-text": "They know.", "lessons-0-topic": "housing",
        "advice-0-title": "Pay the interpreters", "advice-0-text": "In full.", "advice-0-addressee": "Member states",
        "advice-0-topic": "housing",
        "steps-0-text": "Write a guide", "steps-0-due_on": "2025-03-01", "steps-0-who": "City of Porto",
    }  # fmt: skip


def test_report_is_published_with_all_that_belongs_to_it(client, publisher, meeting):
    buddies = PracticeFactory(published=True, title="Buddies")

    answer = client.post(desk(meeting), whole() | {"go": "publish"})

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
    client.post(desk(meeting), whole() | {"go": "publish"})
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
    client.post(desk(meeting), whole() | {"go": "publish"})
    report = MeetingReport.objects.get()
    texts = report.texts_by_key() | {"title": "Bericht der siebten Sitzung", "summary": "Städte verglichen sich."}
    report.translations.create(language="de", state="approved", texts=texts, source=report.texts_by_key())

    client.post(desk(meeting), whole() | {"go": "publish", "what_changed": "Now in German, too.", "number": "0"})

    page = client.get(f"/de/reports/{report.slug}/").content.decode()
    assert "Bericht der siebten Sitzung" in page
    assert "/versions/2/de.pdf" in page
    pdf = PdfReader(io.BytesIO(b"".join(client.get(f"/de/reports/{report.slug}/versions/2/de.pdf").streaming_content)))
    assert str(pdf.trailer["/Root"]["/Lang"]).startswith("de")
    assert "Bericht der siebten Sitzung" in pdf.pages[0].extract_text()


def test_correction_wants_a_reason_and_keeps_the_first_version(client, publisher, meeting):
    client.post(desk(meeting), whole() | {"go": "publish"})
    report = MeetingReport.objects.get()
    values = from_page(client, meeting) | {"participants": "43", "go": "publish"}

    silent = client.post(desk(meeting), values)
    told = client.post(desk(meeting), values | {"number": "1", "what_changed": "43 took part, not 42."})

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


def from_page(client, meeting) -> dict:
    """Return what a browser would send from the desk without any change."""
    form = BeautifulSoup(client.get(desk(meeting)).content, "html.parser").find("form", class_="form")
    values: dict = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = field.get("name")
        if field.name == "select":
            chosen = field.find("option", selected=True)
            values[name] = chosen["value"] if chosen else ""
        elif field.get("type") == "checkbox":
            if field.has_attr("checked"):
                values.setdefault(name, []).append(field["value"])
        elif name:
            values[name] = field.text.removeprefix("\n") if field.name == "textarea" else field.get("value", "")
    return values


def test_desk_of_a_published_report_holds_what_the_records_say(client, publisher, meeting):
    client.post(desk(meeting), whole() | {"go": "publish"})

    values = from_page(client, meeting)

    for name, value in whole().items():
        if name not in ("number", "body", "agenda-0-text", "agenda-0-practices"):
            assert values[name] == value, name
    assert values["body"] == "<p>It went <strong>well</strong>.</p>"


def test_what_is_missing_is_told_in_sentences_and_nothing_is_lost(client, publisher, meeting):
    answer = client.post(
        desk(meeting),
        {"number": "0", "go": "publish", "participants": "many", "lessons-0-text": "Half a thought",
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


def test_saves_as_it_goes_and_tells_when(client, publisher, meeting):
    values = {"number": "0", "title": "Half"}

    first = client.post(desk(meeting), values, headers={"X-Autosave": "1"})
    second = client.post(desk(meeting), values | {"number": "1", "title": "Half a title"}, headers={"X-Autosave": "1"})

    assert (first.json()["number"], second.json()["number"]) == (1, 2)
    assert "Saved at" in second.json()["said"]
    assert "Half a title" in client.get(desk(meeting)).content.decode()


def test_two_writers_see_each_other_and_nobody_is_overwritten(client, publisher, meeting):
    other = member(PUBLISHER, "other")
    client.post(desk(meeting), {"number": "0", "title": "Mine"})
    sign_in(client, other)

    automatic = client.post(desk(meeting), {"number": "0", "title": "Theirs"}, headers={"X-Autosave": "1"})
    clashed = client.post(desk(meeting), {"number": "0", "title": "Theirs"})

    assert automatic.status_code == 409
    assert "member" in automatic.json()["said"]
    page = clashed.content.decode()
    assert "saved this report" in page
    assert "<td>Mine</td><td>Theirs</td>" in page
    assert ReportDraft.objects.get().answers["title"] == "Mine"
    client.post(desk(meeting), {"number": "1", "title": "Both of us"})
    assert ReportDraft.objects.get().answers["title"] == "Both of us"


def test_preview_shows_the_report_and_leaves_nothing_behind(client, publisher, meeting):
    client.post(desk(meeting), whole() | {"go": "save"})

    page = client.get(desk(meeting, "preview")).content.decode()

    assert "Report of the seventh meeting" in page
    assert "Ask the tenants first" not in page or "Lesson" not in page
    assert not MeetingReport.objects.exists()
    assert not Lesson.objects.exists()
    assert Meeting.objects.get().participants is None
    assert not Practice.objects.exists()


def test_rows_are_added_and_taken_out(client, publisher, meeting):
    client.post(desk(meeting), whole() | {"go": "add-agenda"})
    page = client.get(desk(meeting) + "?add=agenda").content.decode()
    assert "agenda-2-title" in page

    client.post(desk(meeting), from_page(client, meeting) | {"agenda-0-gone": "1", "go": "save"})

    assert ReportDraft.objects.get().answers["agenda"] == []


def test_files_wait_with_the_report(client, publisher, meeting):
    client.post(desk(meeting), whole() | {"go": "files"})
    paper = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(paper)

    refused = client.post(
        desk(meeting, "files"),
        {"document": "1", "title": "Paper", "language": "en", "file": ContentFile(b"MZ no paper", name="paper.pdf")},
    )
    client.post(
        desk(meeting, "files"),
        {
            "document": "1",
            "title": "Slides",
            "language": "en",
            "file": ContentFile(paper.getvalue(), name="slides.pdf"),
        },
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

    answer = client.post(desk(meeting), whole() | {"go": "publish"})

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

    answer = client.post(desk(meeting), whole() | {"go": "publish"})

    assert "The meeting itself is not public yet" in answer.content.decode()


@pytest.mark.parametrize("values", [
    {"number": "x", "groups-0-number": "-5"}, {"agenda-0-starts_at": "25:99", "number": "0"},
    {"countries": ["XX"], "language": "tlh", "number": "0"}, {"title": "\0" * 5, "number": "9" * 40},
    {"lessons-0-topic": "no-such", "lessons-0-pk": "1e9", "number": "0"},
])  # fmt: skip
def test_hostile_values_get_an_answer(client, publisher, meeting, values):
    for go in ("save", "publish", "add-nothing"):
        assert client.post(desk(meeting), values | {"go": go}).status_code in (200, 302)
    assert client.get(desk(meeting, "preview")).status_code == 200
    for draft in ReportDraft.objects.all():
        json.dumps(draft.answers)
