"""A report as an accessible PDF (PDF/UA-1): tagged, with bookmarks, the same bytes for the same report.

The layout is the fixed template `report.typ`; the report itself goes to it as data. Typst refuses to write what would
break the standard, so that a file that is made is a file that conforms.
"""

import json
import logging
import re
import tempfile
from pathlib import Path

import typst

from .document import DataTable as DataTable
from .document import Facts as Facts
from .document import Figure as Figure
from .document import Labels as Labels
from .document import Link as Link
from .document import Links as Links
from .document import Note as Note
from .document import PdfBlock as PdfBlock
from .document import PdfDocument as PdfDocument
from .document import Section as Section
from .document import Step as Step
from .document import Steps as Steps
from .errors import PdfError as PdfError
from .layout import layout_of
from .spoken import with_spoken_links

TEMPLATE = (Path(__file__).parent / "report.typ").read_bytes()
NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
STAND_IN = "□"
log = logging.getLogger(__name__)


def make_pdf(document: PdfDocument) -> bytes:
    """Return `document` as a PDF/UA-1 file.

    Its fonts know Latin, Greek, Cyrillic, Hebrew and Arabic letters. A sign they do not know, as Chinese or an emoji,
    is printed as "□" and logged. Raises PdfError for a report without title, a picture without alternative text, or
    one that cannot be read.
    """
    data, pictures = layout_of(document)
    with tempfile.TemporaryDirectory(prefix="report-") as root:
        for name, content in pictures.items():
            (Path(root) / name).write_bytes(content)
        return with_spoken_links(_compiled(json.dumps(data, ensure_ascii=False), root), data)


def _compiled(data: str, root: str) -> bytes:
    """Compile, and once more without the signs that no font has: the first try names all of them."""
    try:
        return _typst(data, root, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        signs = {_unescaped(sign) for sign in NO_GLYPH.findall(error.diagnostic)}
        if not signs:
            raise PdfError(f"The report cannot be made into an accessible PDF: {error.message}") from error
    log.warning("No font of the PDF has these signs: %s", " ".join(sorted(signs)))
    anyone = re.compile("|".join(re.escape(json.dumps(sign, ensure_ascii=False)[1:-1]) for sign in sorted(signs)))
    try:
        return _typst(anyone.sub(STAND_IN, data), root, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        raise PdfError(f"The report cannot be made into an accessible PDF: {error.message}") from error


def _typst(data: str, root: str, **options):
    """Run the compiler without the machine's own fonts and clock, which would make each file another."""
    return typst.compile(
        TEMPLATE, root=root, sys_inputs={"data": data}, ignore_system_fonts=True, timestamp=0, **options
    )


def _unescaped(sign: str) -> str:
    """Return the sign that the compiler's message writes with escapes."""
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], sign)
