"""The interface is complete in each language: every text of code and templates has its translation."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import templatize

ROOT = Path(settings.BASE_DIR)
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "pgettext_lazy": ((1, "c"), 2)}
TRANSLATED = [code for code, _name in settings.LANGUAGES if code != "en"]


def files_of_code() -> list[Path]:
    rooms = [door.parent for door in ROOT.glob("*/__init__.py") if door.parent.name not in ("tests", "bench")]
    return [path for room in rooms for path in room.rglob("*.py") if "migrations" not in path.parts]


def texts_of_code() -> set:
    return {
        message[1]
        for path in files_of_code()
        for message in extract_from_file("python", str(path), keywords=KEYWORDS, comment_tags=[])
    }


def texts_of_templates() -> set:
    text = r"""(u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))"""
    found = set()
    for path in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]:
        code = templatize(path.read_text(), origin=str(path))
        found |= {ast.literal_eval(match) for match in re.findall(rf"\bgettext\({text}\)", code)}
        pairs = re.findall(rf"\bngettext\({text}, ?{text}, ?count\)", code)
        found |= {(ast.literal_eval(one), ast.literal_eval(many)) for one, many in pairs}
    return found


def test_no_text_hides_in_an_f_string():
    """Programs that collect texts do not look there, and nobody would translate it."""
    hidden = []
    for path in files_of_code():
        texts = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.JoinedStr)]
        calls = [node for text in texts for node in ast.walk(text) if isinstance(node, ast.Call)]
        hidden += [f"{path}:{node.lineno}" for node in calls if getattr(node.func, "id", "") in KEYWORDS]

    assert hidden == []


def catalogue(language: str):
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as handle:
        return read_po(handle, locale=language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_and_none_is_left_over(language):
    wanted = texts_of_code() | texts_of_templates()
    have = {
        message.id: message
        for message in catalogue(language)
        if message.id
        and not message.fuzzy
        and all(message.string if isinstance(message.id, tuple) else [message.string])
    }

    assert len(wanted) > 600
    assert wanted - set(have) == set()
    assert set(have) - wanted == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_translation_keeps_placeholders_and_ends(language):
    def holders(text):
        return sorted(set(re.findall(r"%\(\w+\)s", text)))

    for message in catalogue(language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.id, tuple) else (message.string,)
        for text, string in zip(ids, strings, strict=True):
            assert holders(text) == holders(string), text
            if text:
                assert text.endswith(".") == string.endswith("."), text


@pytest.mark.parametrize(("language", "heading"), [("en", "Networks"), ("fr", "Réseaux"), ("de", "Netzwerke")])
def test_page_speaks_the_language_of_its_address(client, db, language, heading):
    text = client.get(f"/{language}/networks/").content.decode()

    assert f'<html lang="{language}">' in text
    assert f"<h1>{heading}</h1>" in text
    assert text.count('rel="alternate" hreflang=') == 4


def test_start_address_leads_to_the_readers_language(client, db):
    assert client.get("/", headers={"accept-language": "de-AT,de;q=0.9"})["Location"] == "/de/"
    assert client.get("/", headers={"accept-language": "el"})["Location"] == "/en/"


def test_foreign_text_is_marked_and_named(client, content):
    text = client.get("/de/networks/ein/").content.decode()

    assert '<h1 lang="en">European Integration Network</h1>' in text
    assert "Dieser Text ist auf Englisch." in text
    assert "Dieser Text" not in client.get("/en/networks/ein/").content.decode()
