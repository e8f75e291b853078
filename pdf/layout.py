"""A report as the data that the template reads: nothing but words, numbers and lists of them."""

from textwrap import shorten
from urllib.parse import urlsplit

from richtext import Cell, Heading, List, Paragraph, Quote, Table, Text, safe_href, visible

from . import document as parts
from .errors import PdfError
from .grid import grid_of, with_numbers
from .pictures import Picture

LANGUAGE = "en"
LONG_WORDS = {"da", "de", "et", "fi", "hu", "nl", "no", "sv"}  # the large lead is hyphenated in these languages only
LONG_WORD = 26  # letters: what is longer may not fit a line of the title
RUNNING = 72  # characters of the title above each page


def layout_of(document: parts.PdfDocument) -> tuple[dict, dict[str, bytes]]:
    """Return what the template needs, and the pictures by file name. Raises PdfError where something must be there."""
    if not plain(document.title):
        raise PdfError("A report needs a title.")
    body = _Body(document.labels)
    for section in document.sections:
        body.add_section(section)
    language, _, region = document.language.partition("-")
    day = document.published_on
    return {
        "lang": language.lower() if language.isalpha() and 2 <= len(language) <= 3 else LANGUAGE,
        "region": region.upper() if region.isalpha() and len(region) == 2 else None,
        "title": plain(document.title),
        "running": shorten(plain(document.title), RUNNING, placeholder=" …"),
        "title-size": 25 if len(document.title) <= 90 else 20,
        "title-breaks": any(len(word) > LONG_WORD for word in document.title.split()),
        "long-words": language.lower() in LONG_WORDS,
        "authors": [name for name in (plain(document.author), plain(document.publisher)) if name][:1],
        "description": ", ".join(filter(None, map(plain, [document.kicker, *document.subtitle]))) or None,
        "date": [day.year, day.month, day.day] if day else None,
        "portal": plain(document.portal),
        "kicker": plain(document.kicker),
        "subtitle": [line for line in map(plain, document.subtitle) if line],
        "imprint": _imprint(document),
        "address": {"href": safe_href(document.address), "label": shown(document.address)},
        "footer": shown(document.address) or plain(document.publisher),
        "version-note": plain(document.version_note),
        "summary": words(document.summary),
        "page": plain(document.labels.page),
        "contents": plain(document.labels.contents) if document.with_contents else "",
        "blocks": body.blocks,
    }, body.pictures


def _imprint(document: parts.PdfDocument) -> list[str]:
    names = ", ".join(filter(None, [plain(document.publisher), plain(document.author)]))
    return [line for line in (names, plain(document.published)) if line]


def plain(text: str) -> str:
    """Return `text` on one line, without what cannot be seen."""
    return visible(text).strip()


def words(text: parts.Words) -> list[dict]:
    """Return `text` as runs for the template."""
    runs = [Text(text)] if isinstance(text, str) else text
    runs = [Text(visible(run.text, keep_lines=True), *run.look) for run in runs]
    return [
        {"text": run.text, "strong": run.strong, "em": run.em, "href": safe_href(run.href)} for run in runs if run.text
    ]


def shown(address: str) -> str:
    """Return `address` as it is printed: without "https://" and a last slash."""
    address_parts = urlsplit(safe_href(address))
    query = f"?{address_parts.query}" if address_parts.query else ""
    return plain(
        f"{address_parts.netloc}{address_parts.path.rstrip('/')}{query}" if address_parts.netloc else address_parts.path
    )


class _Body:
    """Collects the blocks of all sections; no heading lies more than one level beneath the one before it."""

    def __init__(self, labels: parts.Labels):
        self.labels = labels
        self.blocks: list[dict] = []
        self.pictures: dict[str, bytes] = {}
        self.level = 0

    def add_section(self, section: parts.Section) -> None:
        base = section.level - 1
        if heading := plain(section.heading):
            self.blocks.append(self._heading(section.level, words(heading)))
            base = section.level
        for block in section.blocks:
            if isinstance(block, Heading):
                self.blocks.append(self._heading(base + block.level - 2, words(block.runs)))
            else:
                self.blocks.append(self._block(block))

    def _heading(self, level: int, runs: list[dict]) -> dict:
        self.level = min(max(level, 1), self.level + 1)
        return {"kind": "heading", "level": self.level, "runs": runs}

    def _block(self, block: parts.PdfBlock) -> dict:
        match block:
            case parts.DataTable(header, rows, caption):
                return _data_table(header, rows, caption)
            case parts.Facts(pairs):
                return _facts([(term, words(text)) for term, text in pairs])
            case parts.Figure():
                return self._figure(block)
            case parts.Links(items):
                return {"kind": "links", "items": [_link(item) for item in items]}
            case parts.Steps(items):
                return {"kind": "steps", "items": [{"runs": words(i.text), "note": plain(i.note)} for i in items]}
            case parts.Note(text, title):
                return {"kind": "note", "runs": words(text), "title": plain(title)}
            case _:
                return rich(block)

    def _figure(self, figure: parts.Figure) -> dict:
        alternative = plain(figure.alternative)
        if not alternative:
            raise PdfError("Each picture needs a text that says what it shows.")
        picture = Picture(figure.image)
        name = f"picture-{len(self.pictures)}.{picture.ending}"
        self.pictures[name] = picture.content
        credit = plain(figure.credit)
        return {
            "kind": "figure",
            "path": f"/{name}",
            "alternative": alternative,
            "width": picture.width,
            "caption": plain(figure.caption),
            "credit": plain(self.labels.credit).replace("{credit}", credit) if credit else "",
        }


def rich(block: Paragraph | List | Quote | Table) -> dict:
    """Return a block of rich text for the template."""
    match block:
        case Paragraph(runs):
            return {"kind": "paragraph", "runs": words(runs)}
        case List(ordered, items, start):
            held = [[rich(inner) for inner in item.blocks] for item in items]
            return {"kind": "list", "ordered": ordered, "start": start, "items": held}
        case Quote(blocks):
            return {"kind": "quote", "blocks": [rich(inner) for inner in blocks]}
        case Table(head, body):
            return _facts(_pairs(block)) if _pairs(block) else _table(head, body, "")
        case _:
            raise PdfError(f"A report cannot hold a {type(block).__name__}.")


def _link(item: parts.Link) -> dict:
    return {
        "label": plain(item.label) or shown(item.href),
        "href": safe_href(item.href),
        "note": plain(item.note),
        "shown": shown(item.href),
    }


def _facts(pairs: list[tuple[str, list[dict]]]) -> dict:
    return {"kind": "facts", "pairs": [{"term": plain(term), "runs": runs} for term, runs in pairs]}


def _pairs(table: Table) -> list[tuple[str, list[dict]]]:
    """Return the rows of a table of two columns whose first holds headers; else nothing.

    A table can only tag headers of columns so far (Typst 0.15), so these are set as terms.
    """
    pairs = []
    for row in table.body:
        if table.head or len(row) != 2 or not row[0].header or row[1].header or any(_odd(cell) for cell in row):
            return []
        term, text = ([run for block in cell.blocks for run in block.runs] for cell in row)
        pairs.append(("".join(run.text for run in term), words(text)))
    return pairs


def _odd(cell: Cell) -> bool:
    """Tell whether `cell` is more than one paragraph in one place."""
    plain_cell = len(cell.blocks) <= 1 and all(isinstance(block, Paragraph) for block in cell.blocks)
    return not plain_cell or cell.colspan > 1 or cell.rowspan > 1


def _data_table(header: list[str], rows: list[list[parts.Words]], caption: str) -> dict:
    head = [[_cell(label, header=True) for label in header]] if any(map(plain, header)) else []
    return _table(head, [[_cell(text) for text in row] for row in rows], caption)


def _cell(text: parts.Words, *, header: bool = False) -> Cell:
    runs = [Text(text)] if isinstance(text, str) else text
    return Cell([Paragraph(runs)] if any(run.text for run in runs) else [], header, "col" if header else "")


def _table(head: list[list[Cell]], body: list[list[Cell]], caption: str) -> dict:
    grid = with_numbers(grid_of(head, body))
    placed = [
        {
            "x": place.x,
            "y": place.y,
            "colspan": place.colspan,
            "rowspan": place.rowspan,
            "header": place.cell.header,
            "number": place.number,
            "blocks": [rich(block) for block in place.cell.blocks],
        }
        for place in grid.places
    ]
    return {
        "kind": "table",
        "caption": plain(caption),
        "weights": grid.weights,
        "rows": grid.rows,
        "head-rows": len(head),
        "head": [place for place in placed if place["y"] < len(head)],
        "body": [place for place in placed if place["y"] >= len(head)],
    }
