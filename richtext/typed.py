"""Text without any tag: its empty lines part paragraphs, its bullets and numbers make lists."""

import re
from collections.abc import Iterator

from .lists import Marker, add_item, marker
from .runs import PLAIN, joined, paragraphs, visible
from .tree import Block, Paragraph

WRAPPED = 50  # characters: a line this long was broken by a program, not by its author
Line = tuple[int, str]


def read_typed(text: str) -> list[Block]:
    """Return the blocks of `text`, in which nothing is markup."""
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text).expandtabs(4).replace("\xa0", " ")
    groups = [list(_lines(group)) for group in re.split(r"\n[^\S\n]*\n", text)]
    reader = _Reader({1} if _counts_on(groups) else set())
    for group in groups:
        reader.take(group)
    return reader.blocks


def _lines(group: str) -> Iterator[Line]:
    """Yield indent and text of each line; what goes on with an item or a wrapped line is joined to it."""
    before: Line | None = None
    longest = 0
    for raw in group.split("\n"):
        line = len(raw) - len(raw.lstrip(" ")), visible(raw).strip(" ")
        if not line[1]:
            continue
        in_item = before is not None and marker(before[1], "typed") is not None
        goes_on = longest >= WRAPPED or (in_item and line[0] > before[0])
        longest = len(line[1])
        if before and goes_on and not marker(line[1], "typed"):
            before = before[0], f"{before[1]} {line[1]}"
            continue
        if before:
            yield before
        before = line
    if before:
        yield before


def _counts_on(groups: list[list[Line]]) -> bool:
    """Tell whether a line is numbered 2. Else "1. May" is a date, or somebody's single point."""
    marks = (marker(text, "typed") for group in groups for _indent, text in group)
    return any(2 in mark.numbers for mark in marks if mark)


class _Reader:
    """Turns lines into blocks; `next_numbers` are those that a line may bear to be an item."""

    def __init__(self, next_numbers: set[int]):
        self.blocks: list[Block] = []
        self.next_numbers = next_numbers
        self.indents: list[int] = []

    def take(self, group: list[Line]) -> None:
        """Append the paragraphs and items of `group`, which are lines without an empty one between them."""
        rest: list[str] = []
        for indent, text in group:
            mark = self._mark(text)
            if not mark:
                rest.append(text)
                continue
            self._flush(rest)
            add_item(self.blocks, self._runs([text]), mark, self._level(indent))
        self._flush(rest)

    def _mark(self, text: str) -> Marker | None:
        mark = marker(text, "typed")
        if not mark or not mark.ordered:
            return mark
        fitting = mark.numbers & self.next_numbers
        self.next_numbers |= {number + 1 for number in fitting}
        return Marker(mark.length, fitting) if fitting else None

    def _level(self, indent: int) -> int:
        while self.indents and self.indents[-1] >= indent:
            self.indents.pop()
        self.indents.append(indent)
        return len(self.indents)

    def _flush(self, rest: list[str]) -> None:
        if runs := self._runs(rest):
            self.blocks.append(Paragraph(runs))
            self.indents.clear()
        rest.clear()

    @staticmethod
    def _runs(lines: list[str]):
        found = paragraphs([("\n".join(lines), PLAIN)])
        return joined(found[0]) if found else []
