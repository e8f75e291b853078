"""Addresses of pages, resolved once in each language: a page links to dozens that differ by one word only."""

import functools

from django.urls import reverse
from django.utils.translation import get_language

WORD = "the-word"


def address_of(name: str, word: str = "") -> str:
    """Return the address of the page with this URL name in the reader's language; `word` is its only argument."""
    before, after = _around(name, bool(word), get_language())
    return f"{before}{word}{after}"


@functools.cache
def _around(name: str, takes_a_word: bool, language: str | None) -> tuple[str, str]:
    """Return what stands before and after the word in an address, the whole address first where it takes none."""
    before, _word, after = reverse(name, args=[WORD] if takes_a_word else []).partition(WORD)
    return before, after
