"""XLIFF on the desk: downloads, what an upload would change, and taking all of it in or none."""

import datetime as dt
import io
import zipfile

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from accounts.models import User
from audit.models import Act, Entry
from desk import arrivals, translation_files
from desk.powers import EVERYTHING
from events.models import AgendaItem
from practices.models import Practice
from publishing.models import Version
from publishing.translating import save_translation
from xliff import read_xliff
from xliff import reading as xliff_reading

from ..factories import FACTORIES, MeetingFactory, NewsItemFactory, PracticeFactory
from ..publishing.test_translating import APPROVED, DRAFT, change, every_duty, in_german, person
from ..signing import sign_in
from ..test_contract import every_type

pytestmark = pytest.mark.django_db
EXPORT, IMPORT = "/admin/desk/translations/export/", "/admin/desk/translations/import/"
NS = "{urn:oasis:names:tc:xliff:document:2.0}"


@pytest.fixture
def translator(client):
    user = person(email="translator@example.org")
    sign_in(client, user)
    return user


def export(client, record, language="de") -> bytes:
    page = reverse("desk:export-record", args=[record.kind(), record.pk])
    answer = client.post(page, {"language": language})
    assert answer.status_code == 200
    return answer.content


def translated(content: bytes, words=None) -> bytes:
    """Fill in a file as a translator does: `words` by unit, else the key in capitals."""
    root = etree.fromstring(content)
    for unit in root.iter(f"{NS}unit"):
        segment = unit.find(f"{NS}segment")
        target = segment.find(f"{NS}target")
        if target is None:
            target = etree.SubElement(segment, f"{NS}target")
        target.text = (words or {}).get(unit.get("id"), f"{unit.get('id')} auf Deutsch")
        segment.set("state", "translated")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def send(client, *contents: bytes):
    files = [SimpleUploadedFile(f"back-{number}.xlf", content) for number, content in enumerate(contents)]
    return client.post(IMPORT, {"files": files})


def decide(client, shown, act="draft", **more):
    field = BeautifulSoup(shown.content, "html.parser").find(attrs={"name": "fingerprint"})
    return client.post(IMPORT, {"act": act, "fingerprint": field["value"] if field else ""} | more, follow=True)


def words(answer) -> str:
    return BeautifulSoup(answer.content, "html.parser").main.get_text(" ", strip=True)


@every_type
def test_record_goes_out_comes_back_and_is_approved(client, translator, source):
    record = FACTORIES[source.model](published=True, language="en")
    back = translated(export(client, record))

    shown = send(client, back)
    assert not record.translations.exists()
    done = decide(client, shown, "approve")

    assert "1 translation is taken in" in words(done)
    stored = record.translations.get()
    assert stored.texts == {key: f"{key} auf Deutsch" for key in record.texts_by_key()}
    assert (stored.state, stored.translator, stored.is_current) == (APPROVED, translator, True)
    assert list(Entry.objects.order_by("pk").values_list("act", flat=True))[-3:] == [
        Act.EXPORTED, Act.TRANSLATED, Act.IMPORTED,
    ]  # fmt: skip
    assert Version.objects.of(record).first().user == translator
    assert not default_storage.listdir(arrivals.FOLDER)[1]


def test_page_shows_old_and_new_by_record_and_text(client, translator):
    meeting = MeetingFactory(title="The meeting")
    item = AgendaItem.objects.create(meeting=meeting, title="Opening")
    save_translation(meeting, "de", {"title": "Das alte Treffen"}, translator, state=DRAFT)
    new = {"title": "Das neue Treffen", "summary": "Zebras.", f"agenda.{item.pk}.title": "Beginn"}

    page = BeautifulSoup(send(client, translated(export(client, meeting), new)).content, "html.parser")

    rows = [[cell.text for cell in part.select("h4, .tr-text")] for part in page.select(".tr-part")]
    assert rows == [
        ["Title", "Das alte Treffen", "Das neue Treffen"],
        ["Summary", "–", "Zebras."],
        ["Agenda item 1: title", "–", "Beginn"],
    ]
    assert page.find("del").text == "alte"
    assert page.find("ins").text == "neue"


def test_many_records_of_a_filtered_list_go_out_in_one_file(client, translator):
    for number in range(3):
        PracticeFactory(title=f"Wanted {number}")
    PracticeFactory(title="Wanted and done")
    save_translation(Practice.objects.get(title="Wanted and done"), "de", {"title": "T"}, translator, state=DRAFT)
    PracticeFactory(title="Other")
    NewsItemFactory(title="Wanted news")

    asked = {"q": "wanted", "type": "practices.practice", "standing": "missing", "into": "de"}
    answer = client.post(EXPORT, asked)

    jobs = read_xliff(answer.content, is_whole=False)
    assert [unit.source for job in jobs for unit in job.units if unit.key == "title"] == [
        "Wanted 0", "Wanted 1", "Wanted 2",
    ]  # fmt: skip
    assert answer["Content-Type"] == "application/xliff+xml"
    assert answer["Content-Disposition"] == 'attachment; filename="translations-en-de.xlf"'
    done = decide(client, send(client, translated(answer.content)))
    assert "3 translations are taken in" in words(done)


def test_records_in_several_languages_go_as_one_document_each(client):
    sign_in(client, User.objects.create_superuser("root"))
    PracticeFactory(title="English")
    PracticeFactory(title="Deutsch", language="de")

    answer = client.post(EXPORT, {"into": "fr"})

    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert sorted(archive.namelist()) == ["translations-de-fr.xlf", "translations-en-fr.xlf"]
    contents = [archive.read(name) for name in archive.namelist()]
    done = decide(client, send(client, *map(translated, contents)))
    assert "2 translations are taken in" in words(done)


def test_one_record_goes_out_into_all_languages_of_the_translator(client):
    sign_in(client, person(languages="de, fr, el"))
    record = PracticeFactory(slug="buddies")

    archive = zipfile.ZipFile(io.BytesIO(export(client, record, "")))

    assert sorted(archive.namelist()) == ["buddies-en-de.xlf", "buddies-en-el.xlf", "buddies-en-fr.xlf"]


def test_list_that_is_too_long_empty_or_without_a_language_is_refused(client, translator, monkeypatch):
    monkeypatch.setattr(translation_files, "MOST_RECORDS", 2)
    for _ in range(3):
        PracticeFactory()

    assert "Narrow the list" in words(client.post(EXPORT, {"into": "de"}, follow=True))
    assert "No record of this list" in words(client.post(EXPORT, {"into": "de", "q": "nothing"}, follow=True))
    for language in ("", "fr", "xx"):
        assert "Choose the language" in words(client.post(EXPORT, {"into": language}, follow=True))


@every_duty
def test_files_are_for_translators_in_their_own_languages(client, duty):
    sign_in(client, person("somebody", duty.name))
    practice = PracticeFactory(published=True)
    page = reverse("desk:export-record", args=[practice.kind(), practice.pk])
    may = duty.name in ("translator", EVERYTHING)

    assert client.get(page).status_code == 405
    assert client.post(page, {"language": "de"}).status_code == (200 if may else 403)
    assert client.post(page, {"language": "fr"}).status_code == (200 if duty.name == EVERYTHING else 403)
    assert client.get(IMPORT).status_code == (200 if may else 403)
    assert send(client, b"x").status_code == (200 if may else 403)


def test_file_in_a_language_of_somebody_else_changes_nothing(client, translator):
    practice = PracticeFactory()
    back = translated(export(client, practice)).replace(b'trgLang="de"', b'trgLang="fr"')

    shown = send(client, back)
    forced = decide(client, shown, "approve")

    for answer in (shown, forced):
        assert "you may not translate it into “fr”" in words(answer)
    assert not practice.translations.exists()


def test_one_fault_in_one_record_keeps_all_of_them_out(client, translator):
    good, bad = PracticeFactory(title="Good one"), PracticeFactory(title="Bad one")
    answer = client.post(EXPORT, {"into": "de"})
    back = translated(answer.content)
    change(bad, summary="Another text now.")

    shown = send(client, back)

    told = words(shown)
    assert "there is 1 fault" in told
    assert f"“practices.practice/{bad.slug}”, text “Summary (summary)” changed in the portal since it went out" in told
    assert b'value="approve"' not in shown.content
    decide(client, shown)
    assert not good.translations.exists()


def test_all_faults_are_told_at_once(client, translator):
    practice = PracticeFactory()
    other = translated(export(client, PracticeFactory(slug="gone")))
    Practice.objects.get(slug="gone").delete()
    long = translated(export(client, practice), {"title": "x" * 301})

    told = words(send(client, other, long, b"<no xliff"))

    assert "“practices.practice/gone” is no record that you may see" in told
    assert "has 301 characters; 300 are possible" in told
    assert "back-2.xlf: The file is not XML or is damaged" in told


def test_same_record_twice_is_a_fault(client, translator):
    back = translated(export(client, PracticeFactory()))

    assert "comes twice in the language “de”" in words(send(client, back, back))


def test_gaps_come_in_as_a_draft_and_never_as_approved(client, translator):
    practice = PracticeFactory(goals="Goals.")
    save_translation(practice, "de", {"goals": "Ziele."}, translator, state=DRAFT)
    back = translated(export(client, practice), {"goals": "", "summary": ""})

    shown = send(client, back)
    forced = decide(client, shown, "approve")
    assert "It cannot come in as approved" in words(shown)
    assert "Not translated, so it can come in as a draft only: Summary; Goals" in words(shown)
    assert "there is 1 fault" in words(forced)
    assert practice.translations.get().texts == {"goals": "Ziele."}

    decide(client, send(client, back))
    assert practice.translations.get().texts == {"title": "title auf Deutsch", "goals": "Ziele."}


def test_import_as_draft_warns_that_readers_lose_what_they_see(client, translator):
    practice = PracticeFactory(published=True)
    save_translation(practice, "de", in_german(practice), translator, state=APPROVED)

    assert "leaves the site until it is approved" in words(send(client, translated(export(client, practice))))


def test_what_changed_between_looking_and_deciding_is_looked_at_again(client, translator):
    practice = PracticeFactory()
    shown = send(client, translated(export(client, practice)))
    save_translation(practice, "de", {"title": "Meanwhile"}, person("second", "translator"), state=DRAFT)

    refused = decide(client, shown)

    assert "Something changed in the portal meanwhile" in words(refused)
    assert "Meanwhile" in words(refused)
    assert practice.translations.get().texts == {"title": "Meanwhile"}
    decide(client, refused)
    assert practice.translations.get().texts["title"] == "title auf Deutsch"


def test_doubts_are_shown_and_hinder_nothing(client, translator):
    practice = PracticeFactory(goals="Reach 250 people at https://example.org/x.")

    shown = send(client, translated(export(client, practice), {"goals": "Viele Menschen erreichen."}))

    assert "250 is in the original only" in words(shown)
    assert "taken in" in words(decide(client, shown))


def test_markup_in_a_file_is_escaped_cleaned_and_stored_by_nobody(client, translator):
    practice = PracticeFactory()
    nasty = "Neu<script>alert(1)</script><img src=x onerror=alert(2)>"

    shown = send(client, translated(export(client, practice), {"title": nasty}))

    assert b"<img src=x" not in shown.content
    assert b"<script>alert" not in shown.content
    decide(client, shown)
    assert practice.translations.get().texts["title"] == "Neu"


def test_upload_without_a_file_too_many_or_too_large_is_refused(client, translator, monkeypatch):
    assert "Choose a file first" in words(client.post(IMPORT, {}))
    assert "The file is no longer here" in words(client.post(IMPORT, {"act": "approve"}))
    monkeypatch.setattr(translation_files, "MOST_FILES", 1)
    assert "Send fewer at a time" in words(send(client, b"x", b"y"))
    monkeypatch.setattr(translation_files, "MAX_BYTES", 10)
    assert "Send fewer at a time" in words(send(client, b"x" * 11))
    assert xliff_reading.MAX_BYTES == 10 * 1024 * 1024


def test_file_is_for_its_sender_alone_can_be_thrown_away_and_goes_after_a_day(client, translator, monkeypatch):
    practice = PracticeFactory()
    shown = send(client, translated(export(client, practice)))
    sign_in(client, person("second", "translator"))
    assert "no longer here" in words(decide(client, shown))

    sign_in(client, translator)
    shown = send(client, translated(export(client, practice)))
    decide(client, shown, "drop")
    assert "no longer here" in words(decide(client, shown))

    send(client, b"x")
    before = default_storage.listdir(arrivals.FOLDER)[1]
    later = timezone.now() + dt.timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    client.session.flush()
    sign_in(client, translator)
    send(client, b"x")
    after = default_storage.listdir(arrivals.FOLDER)[1]
    assert len(after) == 1
    assert set(before).isdisjoint(after)


def test_import_of_many_takes_few_queries_to_look_at(client, translator, django_assert_max_num_queries):
    for _ in range(20):
        PracticeFactory()
    back = translated(client.post(EXPORT, {"into": "de"}).content)

    with django_assert_max_num_queries(30):
        send(client, back)
    with django_assert_max_num_queries(30):
        client.post(EXPORT, {"into": "de"})


def test_longer_import_shows_a_part_and_says_how_much_is_left_out(client, translator, monkeypatch):
    monkeypatch.setattr(translation_files, "MOST_SHOWN", 3)
    for _ in range(2):
        PracticeFactory(goals="Goals.")

    shown = send(client, translated(client.post(EXPORT, {"into": "de"}).content))

    assert "3 more changes are not shown" in words(shown)
