"""“Did you mean”: the words of the index nearest to those that found nothing."""

from .words import tokens

BEGINNING = 2  # letters that a suggestion shares with what was typed; the engine lists words by their beginning
MOST_WORDS = 4000  # looked at for one word
FARTHEST = 2  # letters added, left out, changed or swapped


def did_you_mean(searcher, text: str) -> str:
    """Return `text` with each unknown word replaced by the nearest known one, "" where there is nothing better."""
    words = tokens(text)[:12]
    better = [word if _is_known(searcher, word) else _nearest(searcher, word) or word for word in words]
    return " ".join(better) if better != words else ""


def _is_known(searcher, word: str) -> bool:
    return bool(searcher.doc_freq("text", word))


def _nearest(searcher, word: str) -> str:
    """Return the known word within two slips of `word`, the nearest and among those the most frequent."""
    if len(word) < 4:
        return ""
    found = []
    for start in {word[:BEGINNING], word[1] + word[0]}:
        for known, records in searcher.terms_with_prefix("text", start, limit=MOST_WORDS):
            if abs(len(known) - len(word)) <= FARTHEST and (slips := distance(word, known)) <= FARTHEST:
                found.append((slips, -records, known))
    return min(found)[2] if found else ""


def distance(one: str, other: str) -> int:
    """Return how many letters must be added, left out, changed or swapped to make one word the other."""
    before, last = [], list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, mark in enumerate(other, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != mark))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == mark:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]
