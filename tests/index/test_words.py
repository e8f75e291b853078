"""What readers type finds what writers wrote, whatever the script, the accents and the slips."""

import unicodedata

import pytest

from index.query import excerpt, query


def found(shelf, text):
    return {hit.pk for hit in query([shelf.kind], text=text).hits}


@pytest.mark.parametrize(
    "typed",
    [
        "Västra",
        "vastra",
        "VASTRA",
        "väst",
        "Vatsra",
        "Vastrs",
        '"Västra Götaland"',
        "gotaland vastra",
        "västra-götaland",
    ],
)
def test_accents_case_beginnings_slips_and_phrases(shelf, typed):
    shelf.put(1, "Integration in Västra Götaland", language="sv")
    shelf.put(2, "Housing in Porto", language="en")

    assert found(shelf, typed) == {1}


@pytest.mark.parametrize("typed", ["Porto Västra", '"Götaland Västra"', "Vaxxra", "xporto", "ort", "", "   "])
def test_what_is_not_there_is_not_found(shelf, typed):
    shelf.put(1, "Integration in Västra Götaland", language="sv")

    assert found(shelf, typed) == (set() if typed.strip() else {1})


def test_short_words_have_no_slips(shelf):
    shelf.put(1, "Rome")

    assert found(shelf, "Roma") == set()


def test_a_beginning_finds_every_word_that_begins_so(shelf):
    for number in range(120):
        shelf.put(number, f"con{number:03}x")

    assert query([shelf.kind], text="con").total == 120


def test_accents_spelled_as_two_characters(shelf):
    shelf.put(1, unicodedata.normalize("NFD", "Västra Götaland"), body=unicodedata.normalize("NFD", "Łódź é"))

    assert found(shelf, "västra") == {1}
    assert found(shelf, unicodedata.normalize("NFD", "Götaland")) == {1}


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ar", "مَرحَبًا بكم"),
        ("ta", "ஒருங்கிணைப்பு திட்டம்"),
        ("el", "Ένταξη μεταναστών"),
        ("ru", "Интеграция мигрантов"),
        ("hi", "एकीकरण परियोजना"),
        ("uk", "Об’єднання"),
    ],
)
def test_every_script_finds_itself(shelf, language, title):
    shelf.put(1, title, language=language)

    assert found(shelf, title) == {1}
    assert found(shelf, title.split()[0]) == {1}


def test_title_weighs_more_than_body(shelf):
    shelf.put(1, "Something else", body="A word on housing, one among several others, and then on to schools.")
    shelf.put(2, "Housing", body="It is about flats.")

    assert [hit.pk for hit in query([shelf.kind], text="housing").hits] == [2, 1]


@pytest.mark.parametrize(
    "text", ["\ud800", '"\udfff x"', '"\0"', "a\0b", "\u202e", "🏠", "१२३", "-" * 300, "NOT (a OR"]
)
def test_no_text_breaks_search_or_excerpt(shelf, text):
    shelf.put(1, "Plain")

    assert query([shelf.kind], text=text).total == 0
    assert excerpt("Plain text", text) == "Plain text"
    assert excerpt(f"Plain {text}", "plain").startswith("<mark>Plain</mark>")


@pytest.mark.parametrize("text", ["x" * 900, "統合" * 450, "https://example.org/" + "a/" * 400])
def test_excerpt_of_a_text_without_spaces_keeps_its_length(text):
    assert 100 <= len(excerpt(text, "nothing", length=200)) <= 204


def test_excerpt_begins_with_whole_words_and_ends_with_them():
    text = " ".join(f"word{number}" for number in range(200))

    marked = excerpt(text, "word150", length=100)

    assert "<mark>word150</mark>" in marked
    assert all(word.startswith(("word", "<mark>")) for word in marked.strip("… ").split())
    assert len(marked) < 130
