"""Translating on the desk: the overview, and the workbench beside the original."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from accounts.models import User
from desk.powers import EVERYTHING
from events.models import AgendaItem
from practices.models import Practice
from publishing.models import State
from publishing.translating import save_translation, seen_by

from ..factories import FACTORIES, MeetingFactory, NewsItemFactory, PracticeFactory
from ..publishing.posting import form_values
from ..publishing.test_translating import APPROVED, DRAFT, MACHINE, change, every_duty, in_german, person
from ..signing import sign_in
from ..test_contract import every_type

pytestmark = pytest.mark.django_db
OVERVIEW = "/admin/desk/translations/"


def bench(record, language="de") -> str:
    return reverse("desk:translate", args=[record.kind(), record.pk, language])


def typed(texts: dict, **more) -> dict:
    return {f"text-{key}": text for key, text in texts.items()} | {"act": "draft"} | more


def page_of(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def listed(client, **asked) -> list[str]:
    page = page_of(client.get(OVERVIEW, asked))
    return [row.select_one(".tr-what a").text for row in page.select(".tr-item")]


@pytest.fixture
def translator(client):
    user = person(email="translator@example.org")
    sign_in(client, user)
    return user


# ---- the workbench


@every_type
def test_original_and_translation_stand_side_by_side(client, translator, source):
    record = FACTORIES[source.model](language="en")

    page = page_of(client.get(bench(record)))

    fields = {field["name"]: field for field in page.select("[name^=text-]")}
    assert list(fields) == [f"text-{key}" for key in record.texts_by_key()]
    assert {(field["lang"], field["dir"]) for field in fields.values()} == {("de", "ltr")}
    assert [part.text for part in page.select(".tr-original .tr-text")] == list(record.texts_by_key().values())
    assert {part["lang"] for part in page.select(".tr-original .tr-text")} == {"en"}
    assert all(page.find("label", attrs={"for": field["id"]}) for field in fields.values())
    assert all(page.find(id=field["aria-describedby"]) for field in fields.values())
    assert not [field for field in fields.values() if field.has_attr("maxlength")]  # it would cut pasted text short


@every_type
def test_draft_is_saved_and_then_approved(client, translator, source):
    record = FACTORIES[source.model](published=True, language="en")
    texts = in_german(record)
    del texts["summary"]

    first = client.post(bench(record), form_values(client, bench(record)) | typed(texts), follow=True)
    refused = client.post(bench(record), form_values(client, bench(record)) | {"act": "approve"})
    values = form_values(client, bench(record)) | {"text-summary": "Neu", "act": "approve", "credit": "A. B."}
    second = client.post(bench(record), values, follow=True)

    assert "Readers do not see it yet" in first.content.decode()
    assert "“Summary” is not translated yet" in refused.content.decode()
    assert "readers see it" in second.content.decode()
    stored = record.translations.get()
    assert (stored.state, stored.texts, stored.credit) == (APPROVED, texts | {"summary": "Neu"}, "A. B.")
    assert stored.translator == translator


def test_machine_draft_is_marked_and_not_approved_unread(client, translator):
    practice = PracticeFactory()
    values = form_values(client, bench(practice)) | typed(in_german(practice), is_machine="on")

    client.post(bench(practice), values)
    assert practice.translations.get().state == MACHINE
    kept = form_values(client, bench(practice))
    assert "is_machine" in kept
    kept["is_machine"] = "on"
    refused = client.post(bench(practice), kept | {"act": "approve"})

    assert "nobody has read cannot be approved" in refused.content.decode()
    del kept["is_machine"]
    client.post(bench(practice), kept | {"act": "approve"})
    assert practice.translations.get().state == APPROVED


@every_duty
@every_type
def test_workbench_opens_for_whom_the_table_names(client, duty, source):
    sign_in(client, person("somebody", duty.name))
    record = FACTORIES[source.model](published=True, language="en")
    texts = in_german(record)

    may = duty.name == EVERYTHING or source.kind in duty.powers.get("translate", ())

    for language in ("de", "fr"):
        is_open = may and (language == "de" or duty.name == EVERYTHING)
        assert client.get(bench(record, language)).status_code == (200 if is_open else 403)
        values = typed(texts, seen=seen_by(record, None))
        assert client.post(bench(record, language), values).status_code == (302 if is_open else 403)
        assert record.translations.filter(language=language).exists() == is_open
    assert client.get(bench(record, "en")).status_code == 404
    assert client.get(bench(record, "xx")).status_code == 404


def test_who_is_not_signed_in_is_asked_to(client):
    record = PracticeFactory(published=True)
    pages = [bench(record), OVERVIEW, reverse("desk:import-translations")]

    for url in pages:
        assert client.get(url)["Location"] == f"/admin/login/?next={url}"
    assert client.post(reverse("desk:export-translations")).status_code == 302


def test_translator_writes_nothing_else_by_forged_fields(client, translator):
    practice = PracticeFactory(title="Original")
    forged = {
        "language": "fr", "state": "approved", "title": "Taken over", "translator": "1", "made_from": "99",
        "text-slug": "elsewhere", "text-state": "published",
    }  # fmt: skip

    answer = client.post(bench(practice), form_values(client, bench(practice)) | typed(in_german(practice)) | forged)

    told = answer.content.decode()
    assert "no text “slug”" in told
    assert "no text “state”" in told
    assert "elsewhere" in told
    assert not practice.translations.exists()
    client.post(bench(practice), form_values(client, bench(practice), answer) | {"act": "draft", "language": "fr"})
    practice.refresh_from_db()
    assert (practice.title, practice.state) == ("Original", State.DRAFT)
    assert [(one.language, one.state) for one in practice.translations.all()] == [("de", DRAFT)]


def test_records_that_are_not_there_or_not_to_be_seen_are_404(client):
    sign_in(client, person("somebody", "contributor"))
    hidden = PracticeFactory(title="Hidden")

    assert client.get(bench(hidden)).status_code == 404
    assert client.get("/admin/desk/translations/practices.practice/999999/de/").status_code == 404
    assert client.get("/admin/desk/translations/accounts.user/1/de/").status_code == 404
    assert client.get("/admin/desk/translations/made.up/1/de/").status_code == 404


def test_texts_that_look_like_markup_are_escaped_everywhere(client, translator):
    nasty = "<img src=x onerror=alert(1)>\"'</textarea><script>alert(2)</script>"
    practice = PracticeFactory(title="Original")
    Practice.objects.filter(pk=practice.pk).update(title=nasty, goals=nasty)
    practice.translations.create(language="de", texts={"title": nasty}, source={"title": f"{nasty} 1", "gone": nasty})

    pages = [
        client.get(bench(practice)),
        client.get(OVERVIEW, {"q": "<script>"}),
        client.get(OVERVIEW),
        client.post(bench(practice), typed({"title": nasty, f"{nasty}": nasty}, seen="x")),
    ]

    for answer in pages:
        told = answer.content.decode()
        assert answer.status_code == 200
        assert "<img src=x" not in told
        assert "<script>alert" not in told
        assert "</textarea><script" not in told
    assert escape(nasty) in pages[0].content.decode()


def test_hostile_html_is_taken_out_and_never_reaches_readers(client, translator):
    news = NewsItemFactory(published=True)
    values = typed({"title": "Neu <script>alert(1)</script>", "summary": "<b>Fett</b> <img src=x onerror=alert(1)>"})

    client.post(bench(news), form_values(client, bench(news)) | values | {"act": "approve"})

    assert news.translations.get().texts == {"title": "Neu", "summary": "Fett"}
    assert "onerror" not in client.get(f"/de/news/{news.slug}/").content.decode()


def test_difference_of_the_original_shows_in_the_workbench(client, translator):
    practice = PracticeFactory(goals="Sixty pairs meet.", results="Gone soon.")
    save_translation(practice, "de", in_german(practice), translator, state=APPROVED)
    change(practice, goals="Ninety pairs meet.", results="", activities="Something new.")

    page = page_of(client.get(bench(practice)))

    changed = [part.h2.get_text(" ", strip=True) for part in page.select(".tr-part--changed")]
    assert changed == ["Goals the original changed", "Activities new in the original"]
    assert page.select_one(".tr-part--changed del").text == "Sixty"
    assert page.select_one(".tr-part--changed ins").text == "Ninety"
    assert "Gone soon." in page.find("details", class_="desk-note").text
    assert page.select_one(".tr-facts .tr-chip").text == "out of date"


def test_second_translator_loses_nothing_and_decides_after_reading(client, translator):
    practice = PracticeFactory(goals="Goals.")
    begun = form_values(client, bench(practice))
    save_translation(practice, "de", {"goals": "Ihre Ziele."}, person("first", "translator"), state=DRAFT)

    refused = client.post(bench(practice), begun | typed({"goals": "Meine Ziele.", "title": "Mein Titel"}))

    told = page_of(refused)
    assert "Somebody else saved this translation" in told.find(id="faults").text
    assert [part.text for part in told.select(".tr-theirs")] == ["Ihre Ziele."]
    assert practice.translations.get().texts == {"goals": "Ihre Ziele."}
    again = form_values(client, bench(practice), refused)
    assert (again["text-goals"], again["text-title"]) == ("Meine Ziele.", "Mein Titel")
    assert client.post(bench(practice), again | {"act": "draft"}).status_code == 302
    assert practice.translations.get().texts == {"goals": "Meine Ziele.", "title": "Mein Titel"}


def test_original_that_changed_meanwhile_is_marked_and_what_lost_its_place_can_be_copied(client, translator):
    meeting = MeetingFactory(summary="Before.")
    item = AgendaItem.objects.create(meeting=meeting, title="Opening")
    begun = form_values(client, bench(meeting))
    key = f"agenda.{item.pk}.title"
    item.delete()
    change(meeting, summary="After.")

    refused = client.post(bench(meeting), begun | typed({"summary": "Meins.", key: "Typed for an hour."}))

    told = page_of(refused)
    assert "The original changed while you wrote" in told.find(id="faults").text
    assert "changed while you wrote" in told.select_one(".tr-part--changed h2").text
    assert "Typed for an hour." in told.find("section", attrs={"aria-labelledby": "homeless"}).text
    again = form_values(client, bench(meeting), refused)
    assert again["text-summary"] == "Meins."
    assert client.post(bench(meeting), again | {"act": "draft"}).status_code == 302
    assert meeting.translations.get().source["summary"] == "After."


def test_too_long_text_is_refused_and_stays_in_its_field(client, translator):
    practice = PracticeFactory()
    values = form_values(client, bench(practice)) | typed({"title": "x" * 301})

    answer = client.post(bench(practice), values)

    field = page_of(answer).find(attrs={"name": "text-title"})
    assert (field["value"], field["aria-invalid"]) == ("x" * 301, "true")
    assert "has 301 characters; 300 are possible" in page_of(answer).find(id=field["aria-describedby"]).text
    assert not practice.translations.exists()


def test_right_to_left_language_is_written_from_the_right(client):
    sign_in(client, person(languages="ar"))
    practice = PracticeFactory()

    page = page_of(client.get(bench(practice, "ar")))

    assert page.find(attrs={"name": "text-title"})["dir"] == "rtl"
    assert page.select_one(".tr-original .tr-text")["dir"] == "ltr"


def test_record_in_the_admin_tells_its_standings_and_leads_to_the_workbench(client, translator):
    practice = PracticeFactory(published=True)
    save_translation(practice, "de", in_german(practice), translator, state=DRAFT)
    page = reverse("admin:practices_practice_change", args=[practice.pk])

    links = page_of(client.get(page)).select("#tr-here + .tr-cells a")
    assert [(link.get_text(" ", strip=True), link["href"]) for link in links] == [("German draft", bench(practice))]

    sign_in(client, person("reader", "editor"))
    told = page_of(client.get(page)).select("#tr-here + .tr-cells span")
    assert [one.get_text(" ", strip=True) for one in told] == ["German draft"]


# ---- the overview


def test_overview_narrows_by_type_language_standing_and_words(client):
    root = User.objects.create_superuser("root", languages="de")
    sign_in(client, root)
    for name in ("Missing", "Draft", "Machine", "Old", "Approved"):
        record = PracticeFactory(title=f"{name} one", slug=name.lower())
        states = {"Draft": DRAFT, "Machine": MACHINE, "Old": APPROVED, "Approved": APPROVED}
        if name in states:
            save_translation(record, "de", in_german(record), root, state=states[name])
    change(Practice.objects.get(slug="old"), goals="New.")
    NewsItemFactory(title="News here")
    PracticeFactory(title="German one", language="de")
    PracticeFactory(title="Archived one", state=State.ARCHIVED)

    every = ["Approved one", "Draft one", "German one", "Machine one", "Missing one", "News here", "Old one"]
    assert listed(client) == every
    assert listed(client, type="news.newsitem") == ["News here"]
    assert listed(client, q="one", language="de", standing="missing") == ["Missing one"]
    assert listed(client, language="de", standing="draft") == ["Draft one"]
    assert listed(client, language="de", standing="machine draft") == ["Machine one"]
    assert listed(client, language="de", standing="out of date") == ["Old one"]
    assert listed(client, language="de", standing="approved") == ["Approved one"]
    assert listed(client, language="fr", standing="approved") == []
    assert listed(client, q="old") == ["Old one"]
    assert listed(client, type="made.up", language="tlh", standing="?", page="x") == every


def test_overview_shows_translators_their_own_languages_and_leads_there(client, translator):
    practice = PracticeFactory(published=True)

    page = page_of(client.get(OVERVIEW))

    assert [(cell.get_text(" ", strip=True), cell["href"]) for cell in page.select(".tr-cells a")] == [
        ("German missing", bench(practice))
    ]
    assert [option["value"] for option in page.select("#language option")] == ["", "de"]


@every_duty
def test_overview_opens_for_who_sees_records_and_leads_on_who_translates(client, duty):
    sign_in(client, person("somebody", duty.name))
    PracticeFactory(published=True)

    answer = client.get(OVERVIEW)

    if duty.name == "contributor":
        assert answer.status_code == 403
        return
    links = page_of(answer).select(".tr-cells a")
    assert bool(links) == (duty.name in ("translator", EVERYTHING))
    assert bool(page_of(answer).select(".tr-files")) == (duty.name in ("translator", EVERYTHING))


def test_overview_takes_the_same_few_queries_for_3_and_150_records(client):
    root = User.objects.create_superuser("root")
    sign_in(client, root)

    def grow(count):
        for make in (PracticeFactory, NewsItemFactory, MeetingFactory):
            for _ in range(count):
                record = make()
                record.translations.create(language="de", texts={"title": "T"}, source={})

    grow(1)
    client.get(OVERVIEW)
    with CaptureQueriesContext(connection) as few:
        client.get(OVERVIEW)
    grow(49)
    with CaptureQueriesContext(connection) as many:
        answer = client.get(OVERVIEW, {"page": 2})

    assert len(page_of(answer).select(".tr-item")) == 50
    assert len(many) == len(few) <= 10
    with CaptureQueriesContext(connection) as filtered:
        client.get(OVERVIEW, {"standing": "missing", "language": "fr", "q": "zebra"})
    assert len(filtered) <= 10
