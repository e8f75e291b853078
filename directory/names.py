"""Names as readers type them: without accents and case, and countries in the reader's language."""

import functools
import unicodedata

from babel import Locale

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


def territory_name(code: str, language: str | None) -> str:
    """Return the name of the country with the two-letter `code` in `language`, or "" where none is known."""
    short = (language or "en")[:2]
    return _territories(short if short in {"en", "fr", "de"} else "en").get(code, "")
