"""Reads HTML as it is found in clipboards, and builds the tree from it.

The source's own tree is never built: what counts is which place is open and how the running text looks. So elements
closed in the wrong order do no harm, and no depth of nesting costs more than its length.
"""

import re

from . import lists
from .headings import ranked
from .lexer import attributes, tokens
from .looks import Looks
from .places import Places
from .runs import LOWERED, RAISED, Piece, joined, paragraphs, text_of, visible, weighted
from .tables import MAX_COLSPAN, MAX_ROWSPAN, span
from .tree import Block, Cell, Heading, Paragraph, Text
from .typed import read_typed

INLINE = (
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|em|font|i|ins|kbd|label|mark|o:p|q|s|samp|small|span|strike|strong|sub|sup"
    "|time|tt|u|var|wbr"
)
BLOCK = (
    "address|article|aside|blockquote|body|br|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset"
    "|figcaption|figure|footer|form|h1|h2|h3|h4|h5|h6|head|header|hr|html|legend|li|link|main|menu|meta|nav|ol|p|pre"
    "|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
DROP = (  # with the content
    "audio|base|button|canvas|del|embed|iframe|img|input|map|math|noembed|noframes|noscript|object|script|select|style"
    "|svg|template|textarea|title|video|xml|xmp"
)
BLOCKS, DROPPED = set(BLOCK.split("|")), set(DROP.split("|"))
VOID = {"base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
KNOWN = re.compile(rf"<!--|<!\[|<!doctype|<\?xml|</?(?:{INLINE}|{BLOCK}|{DROP})(?![^\s/>])", re.I)
KNOWN_BLOCK = re.compile(rf"<(?:{BLOCK})(?![^\s/>])", re.I)

# Text that the author's screen does not show, and Word's comments in the margin, which are nobody else's business.
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|mso-element\s*:\s*comment-list", re.I
)
HIDDEN_CLASS = re.compile(r"\b(?:msodel|msocommentreference|msocomanchor)\b", re.I)
WORD_LEVEL = re.compile(r"mso-list\s*:[^;]*\blevel([1-9])", re.I)
WORD_MARKER = re.compile(r"mso-list\s*:\s*ignore", re.I)


def read(html: str) -> list[Block]:
    """Return the blocks of `html`, or those of plain text if it holds no tag known to HTML."""
    if not KNOWN.search(html):
        return read_typed(html)
    if not KNOWN_BLOCK.search(html):  # typed, with a tag or two in the running text
        html = re.sub(r"\r\n?|\n", "<br>", html)
    reader = _Reader()
    for kind, value, source in tokens(html):
        getattr(reader, kind)(value, source)
    reader.flush()
    return ranked(reader.places.close_all())


class _Reader:
    """Takes tokens and keeps the paragraph that is being read: its pieces, and what Word says about it."""

    def __init__(self):
        self.places = Places()
        self.outer = self.inner = Looks()
        self.pieces: list[Piece] = []
        self.heading = self.pre = 0
        self.skipped, self.skipped_depth = "", 0
        self.word = ""  # class and style of the paragraph
        self.marker: list[str] = []
        self.marker_spans = 0
        self.aside = ""  # "lists" or "annotations" between Word's conditional comments

    @property
    def looks(self) -> Looks:
        return self.inner if self.places.in_cell else self.outer

    def start(self, name: str, source: str) -> None:
        if self.skipped:
            self.skipped_depth += name == self.skipped
            return
        given = attributes(source) if source else {}
        if name in BLOCKS:
            self._start_block(name, given)
        if name in DROPPED or self._hidden(given):
            if name not in VOID and not (source.endswith("/") and name in {"svg", "math", "xml"}):
                self.skipped, self.skipped_depth = name, 1
        elif name not in BLOCKS:
            self._start_inline(name, given)

    def end(self, name: str, _source: str) -> None:
        if self.skipped:
            self.skipped_depth -= name == self.skipped
            if not self.skipped_depth:
                self.skipped = ""
            return
        if name in BLOCKS:
            self._end_block(name)
            return
        self.looks.end(name)
        if name == "span" and self.marker_spans:
            self.marker_spans -= 1

    def comment(self, text: str, _source: str) -> None:
        text = text.strip().lower()
        if text.startswith("[if !support"):
            self.aside = text.removeprefix("[if !support").rstrip("]")
        elif text.startswith("[endif"):
            self.aside = ""

    def text(self, text: str, _source: str) -> None:
        if self.skipped or self.aside == "annotations":
            return
        if self.marker_spans or self.aside == "lists":
            self.marker.append(text)
            return
        text = visible(text, keep_lines=self.pre > 0)
        if self.looks.shift:
            text = text.translate(RAISED if self.looks.shift == "sup" else LOWERED)
        self.pieces.append((text, self.looks.look))

    def flush(self) -> None:
        """End the paragraph that is being read."""
        pieces, label = self.pieces, "".join(self.marker)
        self.pieces, self.marker, self.marker_spans, self.aside = [], [], 0, ""
        groups = paragraphs(pieces)
        if not groups:
            return
        blocks = self.places.blocks()
        if self.heading and self.places.top.kind in {"root", "table", "row"}:
            lines = [line for group in groups for line in group]
            blocks.append(Heading(self.heading, _as_heading(lines, label)))
            return
        if self.heading:
            groups = [[weighted(line, strong=True) for line in group] for group in groups]
        if self.places.top.kind == "item":
            blocks.extend(Paragraph(joined(group)) for group in groups)
            return
        self._add(blocks, groups, label)

    def _add(self, blocks: list, groups: list, label: str) -> None:
        """Append paragraphs, the first as an item of a list where Word says so."""
        level = WORD_LEVEL.search(self.word)
        where = "word" if level or "msolistparagraph" in self.word.lower() else "sure"
        if level and (label.strip() or not lists.marker(text_of(groups[0][0]), where)):
            lists.add_item(blocks, joined(groups.pop(0)), lists.word_marker(visible(label)), int(level[1]))
        for group in groups:
            lists.add_paragraph(blocks, group, where)

    def _start_block(self, name: str, given: dict[str, str]) -> None:
        if name == "br":
            self.pieces.append(("\n", self.looks.look))
            return
        begun = bool(self.pieces)
        self.flush()
        match name:
            case "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self._start_paragraph(name, given, begun)
            case "ul" | "ol" | "menu" | "dir":
                self.places.open_list(name == "ol", span(given.get("start", ""), 9999))
            case "li":
                self.heading = 0
                self.places.open_item(span(given.get("data-aria-level", ""), lists.MAX_DEPTH))
            case "blockquote":
                self.places.open_quote()
            case "pre":
                self.pre += 1
            case "table" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th":
                self.heading = 0
                self._start_table(name, given)

    def _start_paragraph(self, name: str, given: dict[str, str], begun: bool) -> None:
        self.word = f"{given.get('class', '')};{given.get('style', '')}"
        if name.startswith("h"):
            self.heading = int(name[1])
        elif "msotitle" in self.word.lower():
            self.heading = 1
        elif begun:  # a heading that was never closed ends where a paragraph begins
            self.heading = 0

    def _start_table(self, name: str, given: dict[str, str]) -> None:
        match name:
            case "table":
                self.places.open_table()
            case "tr":
                self.places.open_row()
            case "td" | "th":
                scope = given.get("scope", "").lower()
                across, down = span(given.get("colspan", ""), MAX_COLSPAN), span(given.get("rowspan", ""), MAX_ROWSPAN)
                cell = Cell([], name == "th", scope if scope in {"col", "row"} else "", across, down)
                if self.places.open_cell(cell):
                    self.inner = Looks()
            case _:
                self.places.open_part(head=name == "thead")

    def _end_block(self, name: str) -> None:
        if name == "br":
            return
        self.flush()
        match name:
            case "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "div":
                self.heading, self.word = 0, ""
            case "ul" | "ol" | "menu" | "dir":
                self.places.close_list()
            case "li":
                self.places.close_item()
            case "blockquote":
                self.places.close_quote()
            case "pre":
                self.pre = max(0, self.pre - 1)
            case "table":
                self.places.close_table()
            case "thead" | "tbody" | "tfoot":
                self.places.open_part(head=False)
            case "tr":
                self.places.close_part("row")
            case "td" | "th":
                self.places.close_part("cell")

    def _start_inline(self, name: str, given: dict[str, str]) -> None:
        self.looks.begin(name, given)
        if name == "span" and (self.marker_spans or WORD_MARKER.search(given.get("style", ""))):
            self.marker_spans += 1

    @staticmethod
    def _hidden(given: dict[str, str]) -> bool:
        return bool(HIDDEN.search(given.get("style", "")) or HIDDEN_CLASS.search(given.get("class", "")))


def _as_heading(lines: list[list[Text]], label: str) -> list[Text]:
    """Return the runs of a heading on one line, after its number if Word gave it one."""
    number = visible(label).strip()
    runs = [Text(f"{number} ")] if number and lists.word_marker(number).ordered else []
    for line in lines:
        runs += [Text(" "), *line] if runs and runs[-1].text[-1] != " " else line
    return weighted(runs, strong=False)
