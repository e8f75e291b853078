"""Saving translations: who may, what is refused, what is kept, and when one is out of date."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import Act, Entry
from desk.powers import DUTIES, EVERYTHING
from events.models import AgendaItem
from practices.models import EditorialCheck, Practice
from publishing.merging import let_in
from publishing.models import Translation, Version
from publishing.translating import (
    Clash,
    Standing,
    direction,
    is_language,
    may_translate,
    outdated_parts,
    save_translation,
    seen_by,
    standing,
)
from publishing.versions import keep, keep_first, restore, snapshot

from ..factories import FACTORIES, MeetingFactory, PracticeFactory
from ..signing import sign_in
from ..test_contract import every_type
from .posting import form_values

pytestmark = pytest.mark.django_db
DRAFT, MACHINE, APPROVED = Translation.State.DRAFT, Translation.State.MACHINE, Translation.State.APPROVED
every_duty = pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.name)


def person(name="translator", *duties, languages="de", **values) -> User:
    user = User.objects.create_user(f"{name}", is_staff=True, languages=languages, **values)
    for duty in duties or (name,):
        user.groups.add(Group.objects.get(name=duty))
    return User.objects.get(pk=user.pk)


@pytest.fixture
def translator():
    return person(email="translator@example.org")


def in_german(record) -> dict[str, str]:
    return {key: f"{number}. auf Deutsch" for number, key in enumerate(record.texts_by_key())}


def change(record, **values):
    """Change a record as the desk does."""
    record = type(record).objects.get(pk=record.pk)
    keep_first(record)
    for name, value in values.items():
        setattr(record, name, value)
    record.save()
    keep(record, None)
    return record


@every_duty
@every_type
def test_translators_write_own_languages_administrators_all_and_others_none(duty, source):
    user = person("somebody", duty.name)
    record = FACTORIES[source.model](language="en")

    held = {code for code in ("de", "fr", "en", "xx", "DE", "") if may_translate(user, record, code)}

    own = {"de"} if source.kind in duty.powers.get("translate", ()) else set()
    assert held == ({"de", "fr"} if duty.name == EVERYTHING else own)
    if "de" not in held:
        with pytest.raises(PermissionDenied):
            save_translation(record, "de", in_german(record), user, state=DRAFT)


def test_editor_who_also_translates_is_held_to_own_languages():
    user = person("both", "editor", "translator")
    record = PracticeFactory()

    assert may_translate(user, record, "de")
    assert not may_translate(user, record, "fr")


@every_type
def test_approved_translation_is_whole_and_says_what_it_was_made_from(source, translator):
    record = FACTORIES[source.model](language="en")
    texts = in_german(record)

    made = save_translation(record, "de", texts, translator, state=APPROVED, credit=" A. Übersetzerin ")

    stored = source.model.objects.get(pk=record.pk).translations.get()
    assert (stored.texts, stored.source, stored.state) == (texts, record.texts_by_key(), APPROVED)
    assert (stored.translator, stored.made_from, stored.credit) == (translator, 0, "A. Übersetzerin")
    assert made.is_current
    assert standing(record, "de") == Standing.APPROVED
    assert standing(record, "fr") == Standing.MISSING
    newest = Version.objects.of(record).first()
    assert (newest.number, newest.user) == (1, translator)
    assert newest.data["rows"]["translations"][0]["fields"]["texts"] == texts
    assert Entry.objects.get(act=Act.TRANSLATED).title == record.title


@every_type
def test_approving_with_a_text_missing_names_it(source, translator):
    record = FACTORIES[source.model]()
    texts = in_german(record) | {"summary": "  "}

    with pytest.raises(ValidationError) as refused:
        save_translation(record, "de", texts, translator, state=APPROVED)

    assert refused.value.message_dict == {
        "summary": ["“Summary” is not translated yet. Translate it, or save a draft."]
    }
    assert not record.translations.exists()
    assert not Version.objects.of(record).exists()
    save_translation(record, "de", texts, translator, state=DRAFT)
    assert standing(record, "de") == Standing.DRAFT


def test_what_the_original_lacks_is_too_long_or_empty_is_refused(translator):
    practice = PracticeFactory()

    def faults(texts, **how):
        with pytest.raises(ValidationError) as refused:
            save_translation(practice, "de", texts, translator, state=DRAFT, **how)
        return refused.value.message_dict

    assert "no text “goals”" in faults({"title": "T", "goals": "Ziele"})["__all__"][0]
    assert "has 301 characters; 300 are possible" in faults({"title": "x" * 301})["title"][0]
    assert "nothing to save" in faults({"title": " <b></b> "})["__all__"][0]
    assert "more than 120 characters" in faults({"title": "T"}, credit="x" * 121)["credit"][0]
    with pytest.raises(PermissionDenied):
        save_translation(practice, "en", {"title": "T"}, translator, state=DRAFT)


def test_texts_are_cleaned_as_the_originals_field_is(translator):
    practice = PracticeFactory(goals="Goals.")
    typed = "<b>Ziele</b><script>steal()</script>\r\n5 < 7\u202e "

    made = save_translation(
        practice, "de", {"goals": typed, "title": "Ein\nTitel <i>hier</i>"}, translator, state=DRAFT
    )

    assert made.texts == {"title": "Ein Titel hier", "goals": "Ziele\n5 < 7"}


def test_machine_draft_is_kept_as_one_until_somebody_reads_it(translator):
    practice = PracticeFactory()

    save_translation(practice, "de", in_german(practice), translator, state=MACHINE)
    assert standing(practice, "de") == Standing.MACHINE

    save_translation(practice, "de", {}, translator, state=APPROVED)
    assert standing(practice, "de") == Standing.APPROVED


def test_saving_the_same_again_makes_no_version(translator):
    practice = PracticeFactory()
    first = save_translation(practice, "de", in_german(practice), translator, state=DRAFT)

    again = save_translation(practice, "de", in_german(practice), person("second", "translator"), state=DRAFT)

    assert (again.changed_at, again.translator) == (first.changed_at, translator)
    assert Version.objects.of(practice).count() == 2


@every_type
def test_change_of_the_original_shows_with_its_words(source, translator):
    record = FACTORIES[source.model](summary="The old house.")
    save_translation(record, "de", in_german(record), translator, state=APPROVED)

    record = change(record, summary="The new house.")

    translation = record.translations.get()
    assert standing(record, "de") == Standing.OUTDATED
    assert translation.outdated_at is not None
    before, after = outdated_parts(translation)["summary"]
    assert [text for kind, text in before if kind == "gone"] == ["old"]
    assert [text for kind, text in after if kind == "new"] == ["new"]
    record = change(record, summary="The old house.")
    assert standing(record, "de") == Standing.APPROVED
    assert record.translations.get().outdated_at is None


def test_draft_renews_only_what_the_translator_touched(translator):
    practice = PracticeFactory(summary="Old summary.", goals="Old goals.")
    texts = in_german(practice)
    save_translation(practice, "de", texts, translator, state=APPROVED)
    practice = change(practice, summary="New summary.", goals="New goals.")

    draft = save_translation(practice, "de", texts | {"goals": "Neue Ziele."}, translator, state=DRAFT)

    assert list(outdated_parts(draft)) == ["summary"]
    assert standing(practice, "de") == Standing.OUTDATED
    approved = save_translation(practice, "de", {}, translator, state=APPROVED)
    assert approved.is_current
    assert (approved.outdated_at, approved.told_at) == (None, None)


def test_text_of_a_row_that_came_or_went_makes_it_out_of_date(translator):
    meeting = MeetingFactory()
    first = AgendaItem.objects.create(meeting=meeting, title="Opening")
    save_translation(meeting, "de", in_german(meeting), translator, state=APPROVED)

    second = AgendaItem.objects.create(meeting=meeting, title="Closing")
    meeting.note_change()
    assert list(outdated_parts(meeting.translations.get())) == [f"agenda.{second.pk}.title"]

    key = f"agenda.{first.pk}.title"
    first.delete()
    second.delete()
    meeting.note_change()
    assert list(outdated_parts(meeting.translations.get())) == [key]
    made = save_translation(meeting, "de", {}, translator, state=APPROVED)
    assert key not in made.texts | made.source


def test_second_translator_is_refused_and_reads_what_the_first_wrote(translator):
    practice = PracticeFactory()
    begun = seen_by(practice, None)
    save_translation(practice, "de", {"title": "Ihrer"}, person("first", "translator"), state=DRAFT, seen=begun)

    with pytest.raises(Clash, match="Somebody else saved") as refused:
        save_translation(practice, "de", {"title": "Meiner"}, translator, state=DRAFT, seen=begun)

    assert refused.value.stored.texts == {"title": "Ihrer"}
    now = seen_by(practice, practice.translations.get())
    save_translation(practice, "de", {"title": "Meiner"}, translator, state=DRAFT, seen=now)
    assert practice.translations.get().texts == {"title": "Meiner"}


@pytest.mark.parametrize("token", ["", "made:up", "W10:x"])
def test_token_that_nobody_gave_out_is_taken_for_a_clash(translator, token):
    with pytest.raises(Clash):
        save_translation(PracticeFactory(), "de", {"title": "T"}, translator, state=DRAFT, seen=token)


def test_original_that_changes_while_somebody_translates_is_never_taken_for_translated(translator):
    practice = PracticeFactory(goals="Begun with this.")
    begun = seen_by(practice, None)
    practice = change(practice, goals="Now something else.")

    with pytest.raises(Clash, match="The original changed while you wrote") as refused:
        save_translation(practice, "de", in_german(practice), translator, state=APPROVED, seen=begun)

    assert list(refused.value.changed) == ["goals"]
    assert not practice.translations.exists()


def test_change_that_waited_leaves_translations_made_meanwhile_alone(translator):
    practice = PracticeFactory(published=True, title="Before")
    data = snapshot(practice)
    data["fields"]["title"] = "After"
    waiting = Version.objects.create(
        kind=practice.kind(), object_id=practice.pk, number=1, standing="waits", state="published", title="x", data=data
    )
    save_translation(practice, "de", in_german(practice), translator, state=APPROVED)

    practice.refresh_from_db()
    let_in(practice, waiting, None)

    assert practice.title == "After"
    assert practice.translations.get().texts["title"] == "0. auf Deutsch"
    assert standing(Practice.objects.get(pk=practice.pk), "de") == Standing.OUTDATED


def test_version_brings_state_of_a_translation_and_keys_of_rows_back(translator):
    meeting = MeetingFactory()
    item = AgendaItem.objects.create(meeting=meeting, title="Opening")
    texts = in_german(meeting)
    save_translation(meeting, "de", texts, translator, state=DRAFT)
    as_draft = Version.objects.of(meeting).first()
    save_translation(meeting, "de", texts, translator, state=APPROVED)
    key = item.pk
    item.delete()
    meeting.refresh_from_db()

    restore(meeting, as_draft, None)

    assert standing(meeting, "de") == Standing.DRAFT  # and not approved, which nobody had done with those words
    assert meeting.agenda.get().pk == key


def test_version_keeps_the_day_of_a_check():
    practice = PracticeFactory()
    EditorialCheck.objects.create(practice=practice, checked_on="2020-02-03")
    kept = keep(practice, None)
    practice.editorial_checks.all().delete()

    restore(practice, kept, None)

    assert str(practice.editorial_checks.get().checked_on) == "2020-02-03"


def test_editor_is_not_stopped_by_a_translation_saved_meanwhile(client, translator):
    practice = PracticeFactory(title="Begun")
    sign_in(client, User.objects.create_superuser("root"))
    page = reverse("admin:practices_practice_change", args=[practice.pk])
    begun = form_values(client, page)
    save_translation(practice, "de", in_german(practice), translator, state=APPROVED)

    answer = client.post(page, begun | {"title": "Changed"})

    assert answer.status_code == 302
    practice.refresh_from_db()
    assert (practice.title, practice.version) == ("Changed", 2)
    assert standing(practice, "de") == Standing.OUTDATED
    assert [one.number for one in Version.objects.of(practice)] == [2, 1, 0]


def test_language_codes_and_directions():
    assert [code for code in ("de", "fil", "xx", "de-AT", "DE", "d", "", "ÄÖ") if is_language(code)] == ["de", "fil"]
    assert [direction(code) for code in ("de", "ar", "fa", "xx")] == ["ltr", "rtl", "rtl", "ltr"]


def test_translation_changed_before_the_desk_knew_of_it_is_still_told_by_its_texts():
    practice = PracticeFactory()
    practice.translations.create(language="de", texts={"title": "T"}, source={"title": "?"}, changed_at=timezone.now())

    assert standing(practice, "de") == Standing.OUTDATED
