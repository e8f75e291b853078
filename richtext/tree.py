"""What a rich text is made of. In `Text.text` a newline is a line break; there are no other control characters."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Text:
    """A run of characters that look alike."""

    text: str
    strong: bool = False
    em: bool = False
    href: str = ""

    @property
    def look(self) -> tuple[bool, bool, str]:
        return self.strong, self.em, self.href


@dataclass
class Paragraph:
    runs: list[Text]


@dataclass
class Heading:
    """A heading of level 3 or 4; the page above it has used 1 and 2. The first of a text is always a 3."""

    level: int
    runs: list[Text]


@dataclass
class Item:
    """An item of a list: paragraphs, and lists within it."""

    blocks: list[Paragraph | List] = field(default_factory=list)


@dataclass
class List:
    """A list, numbered from `start` if it is ordered. Lists nest no deeper than `lists.MAX_DEPTH`."""

    ordered: bool
    items: list[Item] = field(default_factory=list)
    start: int = 1


@dataclass
class Quote:
    blocks: list[Paragraph | List] = field(default_factory=list)


@dataclass
class Cell:
    """A cell of a table. `scope` ("col" or "row") says what a header cell is the header of."""

    blocks: list[Paragraph | List] = field(default_factory=list)
    header: bool = False
    scope: str = ""
    colspan: int = 1
    rowspan: int = 1


@dataclass
class Table:
    """A table: rows of headers, then all other rows. Rows may differ in length."""

    head: list[list[Cell]] = field(default_factory=list)
    body: list[list[Cell]] = field(default_factory=list)


Block = Paragraph | Heading | List | Quote | Table
