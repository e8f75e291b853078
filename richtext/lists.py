"""Lists that are none: paragraphs that begin with a bullet or a number, as word processors and people write them."""

import re
from dataclasses import dataclass

from .runs import joined, text_of, without_start
from .tree import Item, List, Paragraph, Text

MAX_DEPTH = 4

SURE = r"[•▪◦‣●○■∙⁃➢❖]\s*|·\s+"
# What counts as a bullet depends on where it stands: "§ 5" opens a paragraph of law, but an item in Word's own lists.
BULLETS = {
    "sure": re.compile(SURE),
    "typed": re.compile(rf"{SURE}|(?:[–—*-]|--)\s+"),
    "word": re.compile(rf"{SURE}|(?:[oü§Ø–—*-]|--)\s+"),
}
NUMBER = re.compile(r"\(?([0-9]{1,3}|[a-z]|[ivx]{2,5})[.)]\s+")
WORD_NUMBER = re.compile(r"\(?(?:[0-9]+\.)*(?:([0-9]{1,4})[.)]?|([a-z]|[ivxl]{2,7})[.)])", re.IGNORECASE)
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


@dataclass(frozen=True)
class Marker:
    """What stands before the text of an item: its length, and the numbers it may mean (none for a bullet)."""

    length: int = 0
    numbers: frozenset[int] = frozenset()

    @property
    def ordered(self) -> bool:
        return bool(self.numbers)


def marker(text: str, where: str) -> Marker | None:
    """Return the bullet or number at the start of `text`, of those that count `where`: "sure", "typed" or "word".

    A number counts in typed text and in Word's lists only.
    """
    if found := BULLETS[where].match(text):
        return Marker(found.end())
    if where != "sure" and (found := NUMBER.match(text)):
        return Marker(found.end(), numbers_of(found[1]))
    return None


def word_marker(text: str) -> Marker:
    """Return what Word's own marker, as "·", "2.1." or "(iv)", says of the list."""
    found = WORD_NUMBER.fullmatch(text.strip())
    return Marker(0, numbers_of((found[1] or found[2]).lower())) if found else Marker()


def numbers_of(label: str) -> frozenset[int]:
    """Return the numbers that `label` may stand for: "i" is 1 in Roman and 9 as a letter."""
    if label.isdecimal():
        return frozenset({int(label)})
    numbers = {ord(label) - ord("a") + 1} if len(label) == 1 else set()
    if set(label) <= ROMAN.keys():
        values = [ROMAN[letter] for letter in label]
        numbers.add(sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True)))
    return frozenset(numbers)


def add_list(blocks: list, new: List, level: int = 1, numbers: frozenset[int] = frozenset()) -> None:
    """Append `new` to `blocks`, or join it to the list before it, `level` - 1 levels below that.

    A numbered list is joined if one of `numbers`, its first, goes on where the list before it ended.
    """
    last = blocks[-1] if blocks and isinstance(blocks[-1], List) else None
    if last and level > 1:
        add_list(last.items[-1].blocks, new, level - 1, numbers)
    elif last and last.ordered == new.ordered and (not new.ordered or last.start + len(last.items) in numbers):
        last.items.extend(new.items)
    else:
        new.start = min(numbers, default=new.start)
        blocks.append(new)


def add_item(blocks: list, runs: list[Text], mark: Marker, level: int = 1) -> None:
    """Append an item to `blocks`, as part of the list before it where it belongs to one."""
    if rest := without_start(runs, mark.length):
        new = List(mark.ordered, [Item([Paragraph(rest)])])
        add_list(blocks, new, min(max(level, 1), MAX_DEPTH), mark.numbers)


def add_paragraph(blocks: list, lines: list[list[Text]], where: str = "sure") -> None:
    """Append a paragraph of `lines` to `blocks`; lines that begin with a bullet become the items of a list."""
    rest: list[list[Text]] = []
    for line in lines:
        mark = marker(text_of(line), where)
        if not mark:
            rest.append(line)
            continue
        if rest:
            blocks.append(Paragraph(joined(rest)))
            rest = []
        add_item(blocks, line, mark)
    if rest:
        blocks.append(Paragraph(joined(rest)))
