"""The places that are open while HTML is read: the text itself, a quote, lists and items, a table and its cells.

A quote and a table stand in the text itself only, lists in all of them, so that no more than a dozen places are open.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .lists import MAX_DEPTH, add_list
from .tables import finished
from .tree import Block, Cell, Item, List, Quote

HOLDERS = {"root", "quote", "item", "cell"}  # what has blocks of its own


@dataclass
class Place:
    """An open place. `ignored` counts elements of its kind within it that are passed over, since they go too deep."""

    kind: str
    node: Quote | List | Item | Cell | None = None
    ignored: int = 0
    level: int = 1
    in_head: bool = False
    rows: list = field(default_factory=list)


class Places:
    def __init__(self):
        self.stack = [Place("root", Quote())]

    @property
    def top(self) -> Place:
        return self.stack[-1]

    @property
    def in_cell(self) -> bool:
        return any(place.kind == "cell" for place in self.stack)

    def blocks(self) -> list:
        """Return the list that the next paragraph belongs to. Text between two items belongs to the first."""
        if self.top.kind == "list":
            items = self.top.node.items
            self.stack.append(Place("item", items.pop() if items else Item()))
        return self._holder().node.blocks

    def close_all(self) -> list[Block]:
        """Close what is open and return the whole text."""
        self._close_down_to(self.stack[0])
        return self.stack[0].node.blocks

    def open_list(self, ordered: bool, start: int) -> None:
        if self.top.kind == "list" and self.top.node.items:
            self.blocks()  # a list between two items belongs to the first
        inner = self._find("list", "item")
        if self.top.kind == "list" or self._depth() >= MAX_DEPTH:
            (inner if inner.kind == "list" else self.stack[self.stack.index(inner) - 1]).ignored += 1
            return
        self.stack.append(Place("list", List(ordered, start=start if ordered else 1)))

    def close_list(self) -> None:
        if place := self._find("list"):
            if place.ignored:
                place.ignored -= 1
            else:
                self._close(place)

    def open_item(self, level: int) -> None:
        """Open an item; `level` is that of Word for the web, which puts each item into a list of its own."""
        self.close_item()
        if self.top.kind != "list":
            self.open_list(False, 1)
        if self._depth() == 1 and not self.top.node.items:
            self.top.level = level
        self.stack.append(Place("item", Item()))

    def close_item(self) -> None:
        place = self._find("list", "item")
        if place and place.kind == "item":
            self._close(place)

    def open_quote(self) -> None:
        if quote := self._anywhere("quote"):
            quote.ignored += 1
        elif self.top.kind == "root":
            self.stack.append(Place("quote", Quote()))

    def close_quote(self) -> None:
        if quote := self._anywhere("quote"):
            if quote.ignored:
                quote.ignored -= 1
            else:
                self._close(quote)

    def open_table(self) -> None:
        if cell := self._anywhere("cell"):
            cell.ignored += 1
            return
        self._close_down_to(self.stack[0])
        self.stack.append(Place("table"))

    def close_table(self) -> None:
        table, cell = self._anywhere("table"), self._anywhere("cell")
        if cell and cell.ignored:
            cell.ignored -= 1
        elif table:
            self._close(table)

    def open_part(self, *, head: bool) -> None:
        """Begin the head or another part of a table."""
        if table := self._own_table():
            self._close_down_to(table)
            table.in_head = head

    def open_row(self) -> None:
        if table := self._own_table():
            self._close_down_to(table)
            self.stack.append(Place("row"))

    def open_cell(self, cell: Cell) -> bool:
        """Open `cell` and tell whether that was possible: outside a table there are no cells."""
        if not (table := self._own_table()):
            return False
        row = self._anywhere("row")
        self._close_down_to(row or table)
        if not row:
            self.stack.append(Place("row"))
        if table.in_head:
            cell.header, cell.scope = True, cell.scope or "col"
        self.stack.append(Place("cell", cell))
        return True

    def close_part(self, kind: str) -> None:
        """Close the cell or row that is open."""
        place = self._anywhere(kind)
        if place and self._own_table():
            self._close(place)

    def _own_table(self) -> Place | None:
        """Return the open table, unless a table within one of its cells is being passed over."""
        cell = self._anywhere("cell")
        return None if cell and cell.ignored else self._anywhere("table")

    def _anywhere(self, kind: str) -> Place | None:
        return next((place for place in self.stack if place.kind == kind), None)

    def _find(self, *kinds: str) -> Place | None:
        """Return the innermost open place of `kinds` within the innermost quote, table or cell."""
        for place in reversed(self.stack):
            if place.kind in kinds:
                return place
            if place.kind not in {"list", "item"}:
                return None
        return None

    def _depth(self) -> int:
        """Return how many lists are open in each other; a table or a quote never stands in a list."""
        return sum(place.kind == "list" for place in self.stack)

    def _holder(self) -> Place:
        return next(place for place in reversed(self.stack) if place.kind in HOLDERS)

    def _close_down_to(self, place: Place) -> None:
        while self.top is not place:
            self._close(self.top)

    def _close(self, place: Place) -> None:
        """Close `place` and all within it."""
        while True:
            last = self.stack.pop()
            self._keep(last)
            if last is place:
                return

    def _keep(self, place: Place) -> None:
        """Put what a closed place holds where it belongs; what holds nothing is left out."""
        match place.kind, place.node:
            case "item", Item(blocks) if blocks:
                self.top.node.items.append(place.node)
            case "list", List(_, items) if items:
                self._add(self._holder().node.blocks, place.node, place.level)
            case "quote", Quote(blocks) if blocks:
                self.stack[0].node.blocks.append(place.node)
            case "cell", cell:
                self.top.rows.append(cell)
            case "row", _:
                self.top.rows.append(place.rows)
            case "table", _:
                for block in finished(place.rows):
                    self._add(self.stack[0].node.blocks, block)

    @staticmethod
    def _add(blocks: list, block: Block, level: int = 1) -> None:
        if not isinstance(block, List):
            blocks.append(block)
            return
        flat = not any(isinstance(inner, List) for item in block.items for inner in item.blocks)
        numbers = {block.start} if block.ordered and block.start > 1 else set()
        add_list(blocks, block, level if flat else 1, frozenset(numbers))
