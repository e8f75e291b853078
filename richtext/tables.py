"""Tables brought into order: which cells are headers, how far a cell may reach."""

import re

from .runs import weighted
from .tree import Cell, List, Paragraph, Table

MAX_COLSPAN = 20
MAX_ROWSPAN = 100


def span(value: str, most: int) -> int:
    """Return the number of columns or rows that `value`, an attribute, asks for: 1 to `most`."""
    return min(max(int(value), 1), most) if re.fullmatch("[0-9]{1,9}", value) else 1


def finished(rows: list[list[Cell]]) -> list:
    """Return the table of `rows` in a list; an empty list if it is empty; the content of the cell if there is but one.

    Such a table only frames its content.
    """
    rows = [row for row in rows if row]
    cells = [cell for row in rows for cell in row]
    if not any(cell.blocks for cell in cells):
        return []
    if len(cells) == 1:
        return cells[0].blocks
    if not any(cell.header for cell in cells):
        _find_headers(rows)
    for cell in cells:
        _settle(cell)
    leading = _leading(rows)
    for cell in (cell for row in rows[:leading] for cell in row if cell.header and not cell.scope):
        cell.scope = "col"
    for cell in cells:
        cell.scope = (cell.scope or "row") if cell.header else ""
    table = Table(rows[:leading], rows[leading:])
    for part in (table.head, table.body):
        for index, row in enumerate(part):
            for cell in row:
                cell.rowspan = min(cell.rowspan, len(part) - index)
    return [table]


def _settle(cell: Cell) -> None:
    """Make an empty header a plain cell, since it says nothing, and take the weight that headers have anyway."""
    cell.header = cell.header and bool(cell.blocks)
    if cell.header:
        _lighten(cell.blocks)


def _lighten(blocks: list) -> None:
    for block in blocks:
        if isinstance(block, List):
            for item in block.items:
                _lighten(item.blocks)
        else:
            block.runs = weighted(block.runs, strong=False)


def _leading(rows: list[list[Cell]]) -> int:
    """Return how many rows at the top hold nothing but headers of columns; at least one row is left below them."""
    count = 0
    for row in rows[:-1]:
        if not all(cell.scope != "row" if cell.header else not cell.blocks for cell in row):
            break
        if not any(cell.header for cell in row):
            break
        count += 1
    return count


def _find_headers(rows: list[list[Cell]]) -> None:
    """Take bold cells for headers where the whole first row, or else the whole first column, is bold."""
    for cells, scope in ((rows[0], "col"), ([row[0] for row in rows], "row")):
        if _bold(cells):
            for cell in cells:
                cell.header, cell.scope = True, scope
            return


def _bold(cells: list[Cell]) -> bool:
    filled = [cell for cell in cells if cell.blocks]
    return bool(filled) and all(_all_strong(cell.blocks) for cell in filled)


def _all_strong(blocks: list[Paragraph | List]) -> bool:
    return all(isinstance(block, Paragraph) and all(run.strong for run in block.runs) for block in blocks)
