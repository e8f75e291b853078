"""Where each cell of a table lies, so that a table of any shape can be set."""

import re
from dataclasses import dataclass, replace

from richtext import Cell, plain_text_of

LEAST, MOST = 6, 42  # characters: a column is never thought narrower or wider
NUMBER = re.compile(r"(?:[+−-]|[€$£])?\s?\d[\d\s.,/  ]*(?:%|€|\$|£)?|[–—-]")
YEAR = re.compile(r"(?:19|20)\d\d|[–—-]")


@dataclass(frozen=True)
class Place:
    """A cell and the field of its upper left corner."""

    cell: Cell
    x: int
    y: int
    colspan: int = 1
    rowspan: int = 1
    number: bool = False

    @property
    def text(self) -> str:
        return plain_text_of(self.cell.blocks)


@dataclass(frozen=True)
class Grid:
    """Places row by row, and how wide each column is in proportion."""

    places: list[Place]
    rows: int
    weights: list[int]


def grid_of(head: list[list[Cell]], body: list[list[Cell]]) -> Grid:
    """Return the places of all cells. A cell that reaches too far is cut back; fields left over get an empty cell."""
    taken: set[tuple[int, int]] = set()
    places: list[Place] = []
    rows = [*head, *body]
    for y, row in enumerate(rows):
        limit = len(head) if y < len(head) else len(rows)
        x = 0
        for cell in row:
            while (x, y) in taken:
                x += 1
            across = next((i for i in range(1, cell.colspan) if (x + i, y) in taken), cell.colspan)
            down = min(cell.rowspan, limit - y)
            taken |= {(x + i, y + j) for i in range(across) for j in range(down)}
            places.append(Place(cell, x, y, across, down))
            x += across
    width = max((x + 1 for x, _y in taken), default=1)
    empty = [Place(Cell(), x, y) for y in range(len(rows)) for x in range(width) if (x, y) not in taken]
    places = sorted([*places, *empty], key=lambda place: (place.y, place.x))
    return Grid(places, len(rows), [_weight(places, x) for x in range(width)])


def with_numbers(grid: Grid) -> Grid:
    """Return `grid` with the columns marked that hold nothing but quantities; these are set flush right."""
    numeric = set()
    for x in range(len(grid.weights)):
        texts = [place.text for place in grid.places if place.x == x and not place.cell.header]
        filled = [text for text in texts if text]
        if filled and all(map(NUMBER.fullmatch, filled)) and not all(map(YEAR.fullmatch, filled)):
            numeric.add(x)
    return replace(grid, places=[replace(p, number=p.x in numeric and p.colspan == 1) for p in grid.places])


def _weight(places: list[Place], x: int) -> int:
    texts = [place.text for place in places if place.x == x and place.colspan == 1]
    longest = max((len(text) for text in texts), default=0)
    word = max((len(word) for text in texts for word in text.split()), default=0)
    return max(LEAST, min(longest, MOST), min(word + 2, MOST))
