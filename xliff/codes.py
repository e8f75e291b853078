"""Formatted text (HTML) as inline codes of XLIFF 2, and back.

Tags become codes and not escaped text: every program shows codes as things that cannot be mistyped, while `<p>` as text
is one more thing to break. Each paragraph, heading, list item and cell is a segment; what stands between them goes as
codes in an `<ignorable>`, out of the translator's way. Within a segment a pair of tags is a `<pc>`.
"""

import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from lxml import etree

XLIFF = "urn:oasis:names:tc:xliff:document:2.0"
# fmt: off
BLOCKS = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "div", "hr",
    "figure", "figcaption", "table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td",
})
# fmt: on
VOID = frozenset({"br", "hr", "img", "col", "wbr"})
TAG = re.compile(r"</?[a-z][a-z0-9]*(?: [a-z][a-z0-9_-]*(?:=\"[^\"<>]*\")?)*>")
MAX_CODES = 1_000_000  # characters of tags in one text: a file may name one long tag many times
MARKERS = {"mrk", "sm", "em"}  # remarks on a stretch of text: the text counts, the mark does not


class Piece(NamedTuple):
    """A stretch of text, or one tag: `kind` is "text", "open", "close" or "void"; `code` is the tag as HTML."""

    kind: str
    name: str
    code: str


class CodeFault(ValueError):
    """An inline code that leads nowhere or is no tag."""


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []

    def handle_starttag(self, tag, attrs):
        kind = "void" if tag in VOID else "open"
        said = "".join(f" {name}" if value is None else f' {name}="{html.escape(value)}"' for name, value in attrs)
        self.pieces.append(Piece(kind, tag, f"<{tag}{said}>"))

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.pieces.append(Piece("close", tag, f"</{tag}>"))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_data(self, data):
        self.pieces.append(Piece("text", "", data))


def pieces(text: str) -> list[Piece]:
    """Cut HTML into tags and the text between them. Comments go."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.pieces


def canonical(text: str) -> str:
    """Return HTML in the one spelling that inline codes come back in: that of nh3, so cleaned HTML stays as it is."""
    return "".join(_escaped(piece.code) if piece.kind == "text" else piece.code for piece in pieces(text))


def words(text: str) -> str:
    """Return what readers see of HTML."""
    return "".join(piece.code for piece in pieces(text) if piece.kind == "text")


def tags(text: str) -> Counter:
    """Count the tags with all their attributes, each under the tags that it stands in.

    Two texts with the same count have the same tags, nested alike; the order may differ, as it does between languages.
    """
    found, path = Counter(), [("", b"")]
    for piece in pieces(text):
        name, above = path[-1]
        if piece.kind == "close" and piece.name == name:
            path.pop()
        elif piece.kind != "text":
            # A fingerprint of the whole path: paths themselves would fill the memory where a file nests without end.
            here = hashlib.sha256(above + piece.code.encode("utf-8", "replace")).digest()
            found[here] += 1
            path += [(piece.name, here)] if piece.kind == "open" else []
    found["never closed"] = len(path)
    return found


class Run(NamedTuple):
    """Neighbouring pieces: either something to translate, or what stands between."""

    is_text: bool
    pieces: list[Piece]

    @property
    def codes(self) -> list[tuple[str, bool]]:
        """Its tags, each with whether it opens and closes within the run. Between texts their order counts."""
        pairs = _pairs(self.pieces)
        paired = {*pairs, *pairs.values()}
        found = [(piece.code, place in paired) for place, piece in enumerate(self.pieces) if piece.kind != "text"]
        return sorted(found) if self.is_text else found


def runs(text: str) -> list[Run]:
    """Cut HTML at its paragraphs, headings, items and cells."""
    groups: list[tuple[bool, list[Piece]]] = []
    for piece in pieces(text):
        is_block = piece.name in BLOCKS
        if not groups or groups[-1][0] != is_block:
            groups.append((is_block, []))
        groups[-1][1].append(piece)
    return [Run(any(piece.kind == "text" and piece.code.strip() for piece in group), group) for _block, group in groups]


def are_aligned(source: list[Run], target: list[Run]) -> bool:
    """Tell whether each run of `target` can stand beside one of `source`, with the same tags."""
    return len(source) == len(target) and all(
        one.is_text == other.is_text and one.codes == other.codes for one, other in zip(source, target, strict=True)
    )


def fill(unit: etree._Element, source: str, target: str) -> None:
    """Write HTML and its translation into a `<unit>`. A translation with other tags than the source is left out."""
    originals, translated = runs(source), runs(target)
    if not are_aligned(originals, translated):
        translated = []
    store = etree.SubElement(unit, f"{{{XLIFF}}}originalData")
    book = _Codes()
    for place, run in enumerate(originals):
        holder = etree.SubElement(unit, f"{{{XLIFF}}}{'segment' if run.is_text else 'ignorable'}")
        if run.is_text:
            holder.set("state", "translated" if translated else "initial")
        used = book.write(etree.SubElement(holder, f"{{{XLIFF}}}source"), run, None)
        if translated and run.is_text:
            book.write(etree.SubElement(holder, f"{{{XLIFF}}}target"), translated[place], used)
    for code, number in book.data.items():
        etree.SubElement(store, f"{{{XLIFF}}}data", id=number).text = code
    if not book.data:
        unit.remove(store)


class _Codes:
    """The codes of one unit: each tag once under `<originalData>`, each use of one under a number of its own."""

    def __init__(self):
        self.data: dict[str, str] = {}
        self.count = 0

    def write(self, node: etree._Element, run: Run, numbers: dict[str, list[str]] | None) -> dict[str, list[str]]:
        """Write a run into `node`; return the numbers of its codes. `numbers` are those of the source, for a target."""
        pairs, used = _pairs(run.pieces), {}
        closing, path = set(pairs.values()), [node]
        for place, piece in enumerate(run.pieces):
            if piece.kind == "text":
                _append(path[-1], piece.code)
            elif place in closing:
                path.pop()
            else:
                number = numbers[piece.code].pop(0) if numbers else self._next()
                used.setdefault(piece.code, []).append(number)
                made = self._add(path[-1], piece, number, run.pieces[pairs[place]].code if place in pairs else "")
                path += [made] if place in pairs else []
        return used

    def _next(self) -> str:
        self.count += 1
        return str(self.count)

    def _ref(self, code: str) -> str:
        return self.data.setdefault(code, f"d{len(self.data) + 1}")

    def _add(self, node: etree._Element, piece: Piece, number: str, end: str) -> etree._Element:
        said = {"id": number, "canCopy": "no", "canDelete": "no", "type": "link" if piece.name == "a" else "fmt"}
        if not end:
            said |= {"disp": piece.code, "dataRef": self._ref(piece.code)}
            return etree.SubElement(node, f"{{{XLIFF}}}ph", said)
        said |= {"dispStart": piece.code, "dispEnd": end}
        said |= {"dataRefStart": self._ref(piece.code), "dataRefEnd": self._ref(end)}
        return etree.SubElement(node, f"{{{XLIFF}}}pc", said)


class Decoder:
    """Reads the texts of one `<unit>`: tags again where it had codes."""

    def __init__(self, unit: etree._Element, is_rich: bool):
        self.is_rich = is_rich
        self.data = {data.get("id"): data.text or "" for data in unit.iter(f"{{{XLIFF}}}data")}
        self.known: dict[tuple[str, str], str] = {}
        self.length = 0

    def text(self, node: etree._Element) -> str:
        """Return the text of a `<source>` or `<target>`; read the source first, its codes explain those of the target.

        Raises CodeFault where a code has lost its tag, or stands for something else than one.
        """
        return "".join(self._parts(node))

    def _parts(self, node: etree._Element) -> Iterator[str]:
        yield self._plain(node.text)
        for child in node:
            kind = etree.QName(child)
            if kind.namespace != XLIFF or kind.localname not in {"pc", "ph", "sc", "ec", *MARKERS}:
                raise CodeFault(kind.localname)
            if kind.localname in MARKERS:
                yield from self._parts(child)
            else:
                yield from self._code(child, kind.localname)
            yield self._plain(child.tail)

    def _plain(self, text: str | None) -> str:
        return _escaped(text or "") if self.is_rich else text or ""

    def _code(self, node: etree._Element, kind: str) -> Iterator[str]:
        number = node.get("copyOf") or node.get("startRef") or node.get("id") or ""
        if kind == "pc":
            yield self._tag((number, "start"), node.get("dataRefStart"))
            yield from self._parts(node)
            yield self._tag((number, "end"), node.get("dataRefEnd"))
        else:
            yield self._tag((number, "end" if kind == "ec" else "start"), node.get("dataRef"))

    def _tag(self, place: tuple[str, str], ref: str | None) -> str:
        code = self.data.get(ref) if ref else self.known.get(place)
        self.length += len(code or "")
        if not self.is_rich or code is None or self.length > MAX_CODES or not TAG.fullmatch(code):
            raise CodeFault(place[0])
        self.known.setdefault(place, code)
        return code


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\xa0", "&nbsp;")


def _pairs(run: list[Piece]) -> dict[int, int]:
    """Return where each tag that opens and closes within the run does so, by place."""
    waiting, pairs = [], {}
    for place, piece in enumerate(run):
        if piece.kind == "open":
            waiting.append(place)
        elif piece.kind == "close" and waiting and run[waiting[-1]].name == piece.name:
            pairs[waiting.pop()] = place
    return pairs


def _append(node: etree._Element, text: str) -> None:
    if len(node):
        node[-1].tail = (node[-1].tail or "") + text
    else:
        node.text = (node.text or "") + text
