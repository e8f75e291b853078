"""Practices that were presented: found by the title or address that somebody typed, or yet to be made."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Q

from directory.names import fold
from practices.models import Practice


@dataclass(frozen=True)
class Presented:
    """One line that was typed, and the practice that it names, or None where the portal knows none."""

    text: str
    practice: Practice | None


def presented(text: str) -> list[Presented]:
    """Return what the lines of `text` name, in their order; a practice is known by its address or its title."""
    lines = list(dict.fromkeys(line.strip(" \t-–•·") for line in text.splitlines() if line.strip(" \t-–•·")))
    if not lines:
        return []
    slugs = {line: _slug(line) for line in lines}
    wanted = Q(slug__in=[slug for slug in slugs.values() if slug])
    for line in lines:
        wanted |= Q(title__iexact=line)
    rows = list(Practice.objects.filter(wanted).exclude(state="archived"))
    by_slug = {row.slug: row for row in rows}
    by_title = {fold(row.title): row for row in rows}
    return [Presented(line, by_slug.get(slugs[line]) or by_title.get(fold(line))) for line in lines]


def _slug(line: str) -> str:
    """Return the last part of an address, or the line itself, where it could be one."""
    path = urlsplit(line).path if "/" in line else line
    return path.rstrip("/").rpartition("/")[2][:200]
