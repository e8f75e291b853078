"""What a preview shows of a translation, and what readers see of it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from publishing import previews
from publishing.models import State
from publishing.translating import save_translation

from ..factories import FACTORIES, NewsItemFactory, PracticeFactory
from ..publishing.test_translating import APPROVED, DRAFT, MACHINE, change, in_german, person
from ..signing import sign_in
from ..test_contract import every_type
from .test_translating import page_of
from .test_translating import translator as translator

pytestmark = pytest.mark.django_db


# ---- previews


@every_type
def test_preview_shows_a_translation_that_nobody_approved(client, translator, source):
    record = FACTORIES[source.model](published=True, language="en")
    texts = in_german(record) | {"title": "Zebra auf Deutsch"}
    save_translation(record, "de", texts, translator, state=DRAFT)

    answer = client.post(reverse("desk:preview-translation", args=[record.kind(), record.pk, "de"]))
    shown = client.get(answer["Location"])

    assert answer["Location"].startswith("/de/preview/")
    assert page_of(shown).h1.text == "Zebra auf Deutsch"
    assert shown["X-Robots-Tag"] == "noindex, nofollow"
    assert "Zebra auf Deutsch" not in client.get(record.get_absolute_url().replace("/en/", "/de/")).content.decode()


def test_preview_in_a_language_that_the_portal_does_not_speak_marks_the_text(client):
    greek = person(languages="el")
    sign_in(client, greek)
    news = NewsItemFactory()
    save_translation(news, "el", {"title": "Νέα", "summary": "Κείμενο"}, greek, state=DRAFT)

    answer = client.get(previews.link_for(news, language="el"))

    assert page_of(answer).html["lang"] == "en"
    assert page_of(answer).h1["lang"] == "el"
    news.translations.all().delete()
    assert client.get(previews.link_for(news, language="el")).status_code == 404


def test_preview_is_for_who_sees_the_record(client, translator):
    practice = PracticeFactory()
    page = reverse("desk:preview-translation", args=[practice.kind(), practice.pk, "de"])

    assert client.post(page).status_code == 404  # nothing is translated yet
    assert client.get(page).status_code == 405
    save_translation(practice, "de", in_german(practice), translator, state=DRAFT)
    assert client.post(page).status_code == 302
    sign_in(client, person("somebody", "contributor"))
    assert client.post(page).status_code == 404
    practice.state, practice.published_at = State.PUBLISHED, "2020-01-01T00:00Z"
    practice.save()
    assert client.post(page).status_code == 403


# ---- what readers see


@every_type
def test_readers_see_approved_translations_marked_and_never_drafts(client, translator, source):
    record = FACTORIES[source.model](published=True, language="en", title="Zebra in English")
    address = record.get_absolute_url().replace("/en/", "/de/")
    texts = in_german(record) | {"title": "Zebra auf Deutsch"}

    for state in (DRAFT, MACHINE):
        save_translation(record, "de", texts, translator, state=state)
        told = client.get(address).content.decode()
        assert "Zebra in English" in told
        assert "auf Deutsch" not in re.sub("<[^>]*hreflang[^>]*>", "", told)
        assert "Zebra auf Deutsch" not in client.get("/de/search/?q=zebra").content.decode()

    save_translation(record, "de", texts, translator, state=APPROVED, credit="A. B.")
    page = page_of(client.get(address))
    assert page.h1.text == "Zebra auf Deutsch"
    assert not page.h1.has_attr("lang")
    assert "Zebra in English" not in page.main.text
    assert "Englisch" in page.select_one("main p.note").text
    assert not page.select_one("main p.note strong")
    assert "Zebra auf Deutsch" in page_of(client.get("/de/search/?q=zebra")).text
    assert page_of(client.get(address.replace("/de/", "/fr/"))).h1["lang"] == "en"

    change(record, summary="Something else now.")
    assert page_of(client.get(address)).select_one("main p.note strong")  # "The original has changed since."

    save_translation(record, "de", texts | {"title": "Anders"}, translator, state=DRAFT)
    assert "Zebra in English" in client.get(address).content.decode()


@every_type
def test_page_of_a_translated_record_takes_as_many_queries(client, translator, source):
    record = FACTORIES[source.model](published=True, language="en")
    address = record.get_absolute_url().replace("/en/", "/de/")
    client.get(address)
    with CaptureQueriesContext(connection) as plain:
        client.get(address)
    save_translation(record, "de", in_german(record), translator, state=APPROVED)
    client.get(address)

    with CaptureQueriesContext(connection) as translated:
        client.get(address)

    assert len(translated) <= max(len(plain), 12)
