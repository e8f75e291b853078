"""Rich text: what an editor typed or pasted becomes a small, safe structure, and that structure becomes text or blocks.

A text is stored as HTML of few elements: p, h3, h4, ul, ol (start), li, blockquote, table, thead, tbody, tr,
th (scope), td, br, strong, em and a (href). Everything else is turned into these or left out.
"""

import nh3

from .links import safe_href as safe_href
from .reader import read
from .runs import visible as visible
from .tree import Block as Block
from .tree import Cell as Cell
from .tree import Heading as Heading
from .tree import Item as Item
from .tree import List as List
from .tree import Paragraph as Paragraph
from .tree import Quote as Quote
from .tree import Table as Table
from .tree import Text as Text
from .writer import html_of
from .writer import text_of as plain_text_of

SPANS = {"colspan", "rowspan"}
TAGS = {"p", "h3", "h4", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "br"}
CLEANER = nh3.Cleaner(
    tags=TAGS | {"strong", "em", "a"},
    attributes={"a": {"href"}, "ol": {"start"}, "td": SPANS, "th": SPANS},
    tag_attribute_values={"th": {"scope": {"col", "row"}}},
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel=None,
)


def clean_rich(html: str) -> str:
    """Return what is worth keeping of `html`, which may be typed, pasted from a word processor, or plain text.

    Never raises, takes time in proportion to the length (up to five seconds for a million characters), and leaves
    what is already clean as it is. Text without any tag is split into paragraphs and lists.
    The length is the caller's to limit. The last step is nh3's, whatever the steps before it made.
    """
    return CLEANER.clean(html_of(read(html)))


def blocks_of(html: str) -> list[Block]:
    """Return the tree of `html`. It need not be clean: the same is read from it before and after `clean_rich`."""
    return read(html)


def plain_of(html: str) -> str:
    """Return the text alone: a line for each paragraph, heading and list item; the cells of a row parted by tabs."""
    return plain_text_of(read(html))
