"""Two people at one report: what one has saved and the other has typed, field by field."""

from .outline import LISTS, HeadForm


def clashes(theirs: dict, mine: dict) -> list[tuple[str, str, str]]:
    """Return label, their text and mine for each field and list in which the two differ."""
    found = []
    for name, field in HeadForm.base_fields.items():
        pair = _text(theirs.get(name)), _text(mine.get(name))
        if pair[0] != pair[1]:
            found.append((str(field.label), *pair))
    for rows in LISTS:
        pair = _rows(theirs.get(rows.name, [])), _rows(mine.get(rows.name, []))
        if pair[0] != pair[1]:
            found.append((str(rows.heading), *pair))
    return found


def _text(value) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "").replace("\r\n", "\n").strip()


def _rows(rows: list[dict]) -> str:
    told = ("; ".join(_text(value) for name, value in row.items() if value and name != "pk") for row in rows)
    return "\n".join(told)
