"""Runs of characters: without what nobody sees, with single spaces, in lines and paragraphs."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby

from .tree import Text

Look = tuple[bool, bool, str]
Piece = tuple[str, Look]

PLAIN: Look = (False, False, "")
# Controls, marks that turn the direction of writing, soft hyphens, spaces of no width, private and broken characters.
INVISIBLE = re.compile(
    "[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
    "\ufffe\uffff\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
SYMBOL_BULLETS = str.maketrans(dict.fromkeys("\uf0a7\uf0a8\uf0b7\uf0d8\uf076\uf06c\uf06e\uf0fc", "•"))
BLANKS = re.compile(r"[^\S\u202f]+")  # a narrow no-break space is set on purpose, in figures and before French marks
BLANKS_IN_LINES = re.compile(r"[^\S\n\u202f]+")
NO_INK = " \u200c\u200d\u202f"
RAISED = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")


def visible(text: str, *, keep_lines: bool = False) -> str:
    """Return `text` with what nobody sees taken out and any blanks as single spaces."""
    text = INVISIBLE.sub("", text.translate(SYMBOL_BULLETS))
    if keep_lines:
        return BLANKS_IN_LINES.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return BLANKS.sub(" ", text)


def paragraphs(pieces: list[Piece]) -> list[list[list[Text]]]:
    """Return the paragraphs in `pieces`, each a list of lines, each a list of runs. Empty lines part paragraphs."""
    lines: list[list[Piece]] = [[]]
    for text, look in pieces:
        first, *others = text.split("\n")
        lines[-1].append((first, look))
        lines.extend([(other, look)] for other in others)
    tidied = [_line(line) for line in lines]
    return [list(group) for filled, group in groupby(tidied, key=bool) if filled]


def _line(pieces: list[Piece]) -> list[Text]:
    """Return a line of runs with single spaces between words and none at the ends."""
    pieces = _smoothed(_stripped(pieces))
    if not any(text.strip(NO_INK) for text, _look in pieces):
        return []
    return merged(Text(text, *look) for text, look in pieces)


def merged(runs: Iterable[Text]) -> list[Text]:
    """Return `runs` with neighbours that look alike as one; letters and their accents are composed (NFC)."""
    groups = groupby(runs, key=lambda run: run.look)
    return [Text(unicodedata.normalize("NFC", text_of(group)), *look) for look, group in groups]


def weighted(runs: list[Text], *, strong: bool) -> list[Text]:
    """Return `runs`, all strong or none."""
    return merged(Text(run.text, strong, run.em, run.href) for run in runs)


def _stripped(pieces: list[Piece]) -> list[Piece]:
    kept: list[Piece] = []
    after_space = True
    for text, look in pieces:
        text = BLANKS.sub(" ", text)
        if after_space:
            text = text.lstrip(" ")
        if text:
            kept.append((text, look))
            after_space = text.endswith(" ")
    if kept and after_space:
        text, look = kept.pop()
        kept.extend([(text.rstrip(" "), look)] if text != " " else [])
    return kept


def _smoothed(pieces: list[Piece]) -> list[Piece]:
    """Give a space that stands alone the look of its neighbours if they look alike, else none."""
    smooth = list(pieces)
    for index, (text, _look) in enumerate(pieces[1:-1], 1):
        if text == " ":
            before, after = smooth[index - 1][1], pieces[index + 1][1]
            smooth[index] = (" ", before if before == after else PLAIN)
    return smooth


def joined(lines: list[list[Text]]) -> list[Text]:
    """Return the runs of several lines as those of one paragraph, with line breaks."""
    runs: list[Text] = []
    for line in lines:
        if runs:
            look = line[0].look if line[0].look == runs[-1].look else PLAIN
            runs.append(Text("\n", *look))
        runs.extend(line)
    return merged(runs)


def text_of(runs: Iterable[Text]) -> str:
    """Return the characters of `runs`."""
    return "".join(run.text for run in runs)


def without_start(runs: list[Text], length: int) -> list[Text]:
    """Return `runs` without their first `length` characters and the blanks that follow."""
    left: list[Text] = []
    for run in runs:
        text = run.text[length:]
        length = max(0, length - len(run.text))
        if not left:
            text = text.lstrip()
        if text:
            left.append(Text(text, *run.look))
    return left
