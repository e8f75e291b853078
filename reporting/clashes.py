"""Two people at one report: what one has saved and the other has typed, field by field."""

from .outline import LISTS, HeadForm


def clashes(theirs: dict, mine: dict) -> list[tuple[str, str, str]]:
    """Return label, their text and mine for each field and list in which the two differ."""
    names = [*HeadForm.base_fields, *(rows.name for rows in LISTS)]
    told = [(label_of(name), text_of(theirs.get(name)), text_of(mine.get(name))) for name in names]
    return [(label, before, after) for label, before, after in told if before != after]


def label_of(name: str, form=HeadForm) -> str:
    """Return what the desk calls a list, or a field of `form`."""
    lists = {rows.name: rows.heading for rows in LISTS}
    return str(lists[name] if name in lists else form.base_fields[name].label)


def text_of(value) -> str:
    """Return an answer as a text to be read: a list of rows by line, of words with commas."""
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return "\n".join(_row(row) for row in value)
        return ", ".join(value)
    return str(value or "").replace("\r\n", "\n").strip()


def _row(row: dict) -> str:
    return "; ".join(text_of(value) for name, value in row.items() if value and name != "pk")
