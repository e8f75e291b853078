"""One cell of a table: what it says as text, and how a text becomes harmless to a spreadsheet and comes back whole."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.tables import FORMULA_STARTS

from ..exports import MAX_CELL

ABSENT = object()  # what a row says in a column that it does not have
SEPARATORS = re.compile(r"[;,|\n]")
DANGEROUS = re.compile(f"'*[{re.escape(''.join(FORMULA_STARTS))}]")
DEFUSED = re.compile(f"'+[{re.escape(''.join(FORMULA_STARTS))}]")
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
CUT = MAX_CELL - 1  # from here on a cell may be the beginning of a longer text
ODD = gettext_lazy("This is neither a text nor a number. Write one value in each cell.")


def defused(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula; `as_typed` gives it back."""
    return f"'{text}" if DANGEROUS.match(text) else text


def as_typed(text: str) -> str:
    """Return a text as it was before it was defused."""
    return text[1:] if DEFUSED.match(text) else text


def text_of(cell) -> str:
    """Return what a cell says; lists of texts come one a line.

    Raises ValidationError where that cannot be stored as text.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, list) and all(isinstance(part, str) for part in cell):
        text = "\n".join(part.strip() for part in cell)
    elif isinstance(cell, str | int | float):
        text = str(cell)
    else:
        raise ValidationError(ODD)
    if UNSTORABLE.search(text):
        raise ValidationError(_("The text holds a character that cannot be stored. Type it anew."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parts_of(cell) -> list[str]:
    """Return the names that a cell lists, each once, in their order."""
    if isinstance(cell, list) and any(isinstance(part, list) for part in cell):
        raise ValidationError(ODD)
    names = cell if isinstance(cell, list) else SEPARATORS.split(text_of(cell))
    return list(dict.fromkeys(name for name in (text_of(part).strip() for part in names) if name))
