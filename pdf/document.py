"""What a report to be printed is made of. All texts are plain and already in the report's language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from richtext import Block, Text

Words = str | list[Text]  # a plain text, or one with emphasis and links


@dataclass
class DataTable:
    """A table of the portal's own facts. Each row has as many cells as `header`."""

    header: list[str]
    rows: list[list[Words]]
    caption: str = ""


@dataclass
class Facts:
    """Terms and what is to be said of each: "Place", "Gent"."""

    pairs: list[tuple[str, Words]]


@dataclass
class Figure:
    """A picture (JPEG, PNG or WebP). `alternative` says what it shows to those who cannot see it; it is required."""

    image: bytes
    alternative: str
    caption: str = ""
    credit: str = ""


@dataclass
class Link:
    label: str
    href: str
    note: str = ""


@dataclass
class Links:
    """A list of links, each with its address in print."""

    items: list[Link]


@dataclass
class Step:
    """A next step, with a line on who is to take it and until when."""

    text: Words
    note: str = ""


@dataclass
class Steps:
    """Numbered next steps or recommendations."""

    items: list[Step]


@dataclass
class Note:
    """A text that stands out from the others in a tinted box."""

    text: Words
    title: str = ""


PdfBlock = Block | DataTable | Facts | Figure | Links | Steps | Note


@dataclass
class Section:
    """A part of the report. Level 1 is a part, 2 a part of that; headings within its texts lie beneath it."""

    heading: str
    blocks: list[PdfBlock]
    level: int = 1


@dataclass
class Labels:
    """The few words that the layout itself needs."""

    page: str = "Page {page} of {pages}"
    credit: str = "Photo: {credit}"
    contents: str = "Contents"


@dataclass
class PdfDocument:
    """A report as it is printed.

    `language` is a code as "en" or "pt-BR"; it rules hyphenation and pronunciation. `published_on` dates the file,
    `published` says the same in words ("Published on 3 March 2026"). `address` is that of the page on the web.
    """

    language: str
    title: str
    portal: str
    sections: list[Section]
    kicker: str = ""
    subtitle: list[str] = field(default_factory=list)
    publisher: str = ""
    author: str = ""
    published_on: dt.date | None = None
    published: str = ""
    version_note: str = ""
    address: str = ""
    summary: Words = ""
    with_contents: bool = False
    labels: Labels = field(default_factory=Labels)
