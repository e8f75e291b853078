"""Names as readers type them: without accents and case, and countries and languages in the reader's language."""

import functools
import unicodedata

from babel import Locale
from django.utils.translation import get_language

# Letters that do not decompose into a base letter and an accent.
SPECIAL = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})


def fold(text: str) -> str:
    """Return `text` in lower case, without accents and with single spaces: "Västra" becomes "vastra"."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.translate(SPECIAL).split())


@functools.cache
def _territories(language: str) -> dict[str, str]:
    return dict(Locale(language).territories)


@functools.cache
def _languages(language: str) -> dict[str, str]:
    return dict(Locale(language).languages)


def language_name(code: str, language: str | None = None) -> str:
    """Return the name of the language with `code` in `language`, the reader's where it is left out; else the code."""
    short = (language or get_language() or "en")[:2]
    names = _languages(short if short in {"en", "fr", "de"} else "en")
    return names.get(code.lower()) or names.get(code[:2].lower(), code)


def territory_name(code: str, language: str | None) -> str:
    """Return the name of the country with the two-letter `code` in `language`, or "" where none is known."""
    short = (language or "en")[:2]
    return _territories(short if short in {"en", "fr", "de"} else "en").get(code, "")
