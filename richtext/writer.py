"""The tree written as HTML and as plain text."""

from html import escape

from .tree import Block, Cell, Heading, Item, List, Paragraph, Quote, Table, Text


def html_of(blocks: list[Block]) -> str:
    """Return `blocks` as HTML. All text is escaped; the elements are those of the tree and no others."""
    return "".join(map(_block, blocks))


def _block(block: Block) -> str:
    match block:
        case Paragraph(runs):
            return f"<p>{_inline(runs)}</p>"
        case Heading(level, runs):
            return f"<h{level}>{_inline(runs)}</h{level}>"
        case Quote(blocks):
            return f"<blockquote>{html_of(blocks)}</blockquote>"
        case List():
            return _list(block)
        case Table():
            return _table(block)


def _inline(runs: list[Text]) -> str:
    return "".join(map(_run, runs))


def _run(run: Text) -> str:
    html = escape(run.text, quote=False).replace("\n", "<br>")
    if run.em:
        html = f"<em>{html}</em>"
    if run.strong:
        html = f"<strong>{html}</strong>"
    return f'<a href="{escape(run.href)}">{html}</a>' if run.href else html


def _inside(holder: Item | Cell) -> str:
    """Return what an item or a cell holds; its only paragraph needs no tag of its own."""
    paragraphs = [block for block in holder.blocks if isinstance(block, Paragraph)]
    if len(paragraphs) == 1 and holder.blocks[0] is paragraphs[0]:
        return _inline(paragraphs[0].runs) + html_of(holder.blocks[1:])
    return html_of(holder.blocks)


def _list(block: List) -> str:
    tag = "ol" if block.ordered else "ul"
    start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
    return f"<{tag}{start}>" + "".join(f"<li>{_inside(item)}</li>" for item in block.items) + f"</{tag}>"


def _table(table: Table) -> str:
    parts = [("thead", table.head), ("tbody", table.body)]
    return "<table>" + "".join(f"<{tag}>{_rows(rows)}</{tag}>" for tag, rows in parts if rows) + "</table>"


def _rows(rows: list[list[Cell]]) -> str:
    return "".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in rows)


def _cell(cell: Cell) -> str:
    tag = "th" if cell.header else "td"
    scope = f' scope="{cell.scope}"' if cell.header else ""
    across = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    down = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    return f"<{tag}{scope}{across}{down}>{_inside(cell)}</{tag}>"


def text_of(blocks: list[Block]) -> str:
    """Return the text of `blocks`, a line for each paragraph, heading, item and row."""
    return "\n".join(line for block in blocks if (line := _text(block)))


def _text(block: Block) -> str:
    match block:
        case Paragraph(runs) | Heading(_, runs):
            return "".join(run.text for run in runs)
        case List(_, items):
            return "\n".join(text_of(item.blocks) for item in items)
        case Quote(blocks):
            return text_of(blocks)
        case Table(head, body):
            return "\n".join("\t".join(text_of(cell.blocks).replace("\n", " ") for cell in row) for row in head + body)
