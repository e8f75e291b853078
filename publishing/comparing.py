"""Two texts cut into what stayed, what went and what came: by line, then by word, with a bound on the work."""

import difflib
import os
import re

WORDS = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")  # with the space before: spaces by themselves equal each other too often
SPACE = re.compile(r"\s*")
SAME, GONE, NEW = "same", "gone", "new"
MOST_STEPS = 2_000_000  # looks at a pair of equal pieces, for one pair of texts: about a second
Pieces = list[tuple[str, str]]


class _TooMuch(Exception):
    """The comparison would take more steps than are left."""


class Budget:
    """The steps that one comparison may take; `spent` never goes beyond `most`."""

    def __init__(self, most: int = MOST_STEPS):
        self.most, self.spent = most, 0

    def spend(self, steps: int) -> None:
        """Count steps about to be taken. Raises _TooMuch, and counts nothing, where they are too many."""
        if self.spent + steps > self.most:
            raise _TooMuch
        self.spent += steps


class _Matcher(difflib.SequenceMatcher):
    """The standard one, counting each look before it takes it: two long texts of few words would take it for ever."""

    def __init__(self, before: list[str], after: list[str], budget: Budget):
        self.budget = budget
        super().__init__(None, before, after, autojunk=False)

    def find_longest_match(self, alo=0, ahi=None, blo=0, bhi=None):
        last = len(self.a) if ahi is None else ahi
        self.budget.spend(sum(1 + len(self.b2j.get(piece, ())) for piece in self.a[alo:last]))
        return super().find_longest_match(alo, ahi, blo, bhi)


def compare_words(old: str, new: str, budget: Budget | None = None) -> tuple[Pieces, Pieces]:
    """Return both texts as pieces that stayed, went and came.

    Lines are compared first, then the words within lines that differ. Where that takes more steps than `budget` has, a
    stretch is told as gone and new as a whole, but for its common beginning and end.
    """
    budget = budget or Budget()
    left: Pieces = []
    right: Pieces = []
    for mark, gone, come in _by(_lines, old, new, budget):
        words = [(SAME, gone, come)] if mark == SAME else _by(WORDS.findall, gone, come, budget)
        for kind, before, after in words:
            space = "" if kind == SAME else os.path.commonprefix([SPACE.match(text)[0] for text in (before, after)])
            for pieces, text, other in ((left, before, GONE), (right, after, NEW)):
                _add(pieces, SAME, space)
                _add(pieces, SAME if kind == SAME else other, text[len(space) :])
    return left, right


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _by(cut, old: str, new: str, budget: Budget) -> list[tuple[str, str, str]]:
    """Return stretches of both texts, cut into pieces by `cut`, as ("same" or "other", old, new)."""
    before, after = cut(old), cut(new)
    start, end = _ends(before, after)
    middle, other = before[start : len(before) - end], after[start : len(after) - end]
    try:
        found = [
            (SAME if what == "equal" else "other", "".join(middle[i:j]), "".join(other[k:m]))
            for what, i, j, k, m in _Matcher(middle, other, budget).get_opcodes()
        ]
    except _TooMuch:
        found = [("other", "".join(middle), "".join(other))]
    head, tail = "".join(before[:start]), "".join(before[len(before) - end :])
    return [(SAME, head, head), *found, (SAME, tail, tail)]


def _ends(one: list[str], other: list[str]) -> tuple[int, int]:
    """Return how many pieces both lists have in common at their beginning, and at their end after that."""
    start = len(os.path.commonprefix([one, other]))
    rest = min(len(one), len(other)) - start
    end = len(os.path.commonprefix([one[::-1][:rest], other[::-1][:rest]]))
    return start, end


def _add(pieces: Pieces, mark: str, text: str) -> None:
    """Put a piece at the end, joined to the one before where both have the same mark."""
    if text and pieces and pieces[-1][0] == mark:
        pieces[-1] = (mark, pieces[-1][1] + text)
    elif text:
        pieces.append((mark, text))


def compare_ends(old: str, new: str) -> tuple[Pieces, Pieces]:
    """Return both texts as pieces, with only their common beginning and end as what stayed: coarse, but quick."""
    start, end = _ends(old, new)
    sides = []
    for text, mark in ((old, GONE), (new, NEW)):
        cut = len(text) - end
        pieces = [(SAME, text[:start]), (mark, text[start:cut]), (SAME, text[cut:])]
        sides.append([(kind, piece) for kind, piece in pieces if piece])
    return sides[0], sides[1]
