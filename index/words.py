"""What readers type, as a question to the index: any text is one, and no reader can name a field."""

import functools
import html
import re
import unicodedata
from collections.abc import Callable

import tantivy
from django.utils.safestring import SafeString, mark_safe
from tantivy import Occur, Query

from .schema import STEMMERS, analysers, schema

WORD = re.compile(r"[^\W_]+")
MAX_CHARS = 200
MAX_WORDS = 12
COMMON_FROM = 1000  # records
FUZZY_FROM = 5  # letters: shorter words have too many neighbours
TITLE_BOOST, STEM_BOOST, FUZZY_BOOST, PREFIX_BOOST = 3.0, 1.2, 0.2, 0.5


@functools.cache
def _analyser(name: str) -> tantivy.TextAnalyzer:
    return analysers()[name]


@functools.cache
def _splitter() -> tantivy.TextAnalyzer:
    """Return what cuts a text into words where the index does: vowel signs belong to the word, unlike in `re`."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).build()


def _readable(text: str) -> str:
    """Return `text` without what the engine refuses: NUL, and halves of surrogate pairs."""
    return text.replace("\0", " ").encode(errors="replace").decode()


def tokens(text: str, language: str = "") -> list[str]:
    """Return the words of `text` as the index holds them: folded, and stemmed where a `language` is given."""
    return _analyser(f"stem_{language}" if language in STEMMERS else "folded").analyze(text)


def typed_words(text: str) -> list[str]:
    """Return the words of what a reader typed, folded; those of quotations like the others. Never raises."""
    return tokens(unicodedata.normalize("NFC", _readable(text))[:MAX_CHARS])


def text_query(text: str, frequency: Callable[[str, str], int]) -> Query:
    """Return the question for what a reader typed: all words, each as itself, by its stem, with one slip, or begun.

    Words in double quotes must stand together. Never raises; text without a word finds nothing.
    `frequency(field, word)` tells in how many records a word stands: stems that are nowhere are not asked for, and
    for words that are everywhere nobody needs a slip or a beginning.
    """
    text = unicodedata.normalize("NFC", _readable(text))[:MAX_CHARS]
    parts: list[Query] = []
    for number, piece in enumerate(text.split('"')):
        is_phrase = number % 2 == 1 and text.count('"') > number
        parts += [_phrase(piece)] if is_phrase and tokens(piece) else _words(piece, frequency)
    parts = parts[:MAX_WORDS]
    return Query.boolean_query([(Occur.Must, part) for part in parts]) if parts else Query.empty_query()


def _phrase(piece: str) -> Query:
    words = tokens(piece)[:MAX_WORDS]
    if len(words) == 1:
        return Query.term_query(schema(), "text", words[0])
    return Query.phrase_query(schema(), "text", list(words))


def _words(piece: str, frequency: Callable[[str, str], int]) -> list[Query]:
    return [_word(word, frequency) for word in _splitter().analyze(piece) if tokens(word)]


def _word(word: str, frequency: Callable[[str, str], int]) -> Query:
    plain = tokens(word)[0]
    ways = [
        (Occur.Should, Query.boost_query(Query.term_query(schema(), "title", plain), TITLE_BOOST)),
        (Occur.Should, Query.term_query(schema(), "text", plain)),
    ]
    for language in STEMMERS:
        for stem in tokens(word, language)[:1]:
            if not frequency(f"text_{language}", stem):
                continue
            stemmed = Query.term_query(schema(), f"text_{language}", stem)
            ways.append((Occur.Should, Query.boost_query(stemmed, STEM_BOOST)))
    if frequency("text", plain) >= COMMON_FROM:
        return Query.boolean_query(ways)
    if len(plain) >= 3:
        begun = Query.fuzzy_term_query(schema(), "text", plain, distance=0, prefix=True)
        ways.append((Occur.Should, Query.boost_query(begun, PREFIX_BOOST)))
    if len(plain) >= FUZZY_FROM:
        slip = Query.fuzzy_term_query(schema(), "text", plain, distance=1, transposition_cost_one=True)
        ways.append((Occur.Should, Query.boost_query(slip, FUZZY_BOOST)))
    return Query.boolean_query(ways)


def excerpt(text: str, words: str, language: str = "", length: int = 220) -> SafeString:
    """Return the part of `text` where the searched words stand, escaped, each in <mark>; its start without any.

    `length` is in characters. Accents, case and word endings (by the stems of `language`) do not matter.
    """
    text, wanted = _readable(text), _wanted(words, language)
    first = next((m.start() for m in WORD.finditer(text) if _fits(m[0], wanted, language)), 0)
    start = max(0, first - length // 4)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = min(len(text), start + length)
    space = text.rfind(" ", start + length // 2, end)
    end = space if end < len(text) and space > 0 else end
    pieces, at = [], start
    for word in WORD.finditer(text, start, end):
        if _fits(word[0], wanted, language):
            pieces += [html.escape(text[at : word.start()]), f"<mark>{html.escape(word[0])}</mark>"]
            at = word.end()
    pieces.append(html.escape(text[at:end]))
    body = ("… " if start else "") + "".join(pieces) + (" …" if end < len(text) else "")
    return mark_safe(body)  # noqa: S308  every piece is escaped above


@functools.lru_cache(maxsize=1_000)
def _wanted(words: str, language: str) -> frozenset[str]:
    words = _readable(words)[:MAX_CHARS]
    return frozenset((*tokens(words), *tokens(words, language)))


@functools.lru_cache(maxsize=20_000)
def _forms(word: str, language: str) -> frozenset[str]:
    return frozenset((*tokens(word), *tokens(word, language)))


@functools.lru_cache(maxsize=20_000)  # a page asks for a hundred words, ten times each
def _fits(word: str, wanted: frozenset[str], language: str) -> bool:
    own = _forms(word, language)
    return bool(own & wanted) or any(len(want) >= 4 and token.startswith(want) for token in own for want in wanted)
