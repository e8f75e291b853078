"""Practices that were presented: found by the title or address that somebody typed, or yet to be made."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Case, Q, QuerySet, Value, When

from directory.names import fold
from practices.models import Practice
from publishing.models import State

MOST_WORDS = 8  # of a search; more narrow it no further


@dataclass(frozen=True)
class Presented:
    """One line that was typed, and the practice that it names, or None where the portal knows none."""

    text: str
    practice: Practice | None


def presented(text: str) -> list[Presented]:
    """Return what the lines of `text` name, in their order; a practice is known by its address or its title.

    Of several with one title, those that readers see come first, then the older ones.
    """
    lines = list(dict.fromkeys(line.strip(" \t-–•·") for line in text.splitlines() if line.strip(" \t-–•·")))
    if not lines:
        return []
    slugs = {line: _slug(line) for line in lines}
    wanted = Q(slug__in=[slug for slug in slugs.values() if slug])
    for line in lines:
        wanted |= Q(title__iexact=line)
    rows = sorted(Practice.objects.filter(wanted).exclude(state=State.ARCHIVED), key=_rank, reverse=True)
    by_slug = {row.slug: row for row in rows}
    by_title = {fold(row.title): row for row in rows}
    return [Presented(line, by_slug.get(slugs[line]) or by_title.get(fold(line))) for line in lines]


def _rank(practice: Practice) -> tuple:
    return not practice.is_published, practice.pk


def _slug(line: str) -> str:
    """Return the last part of an address, or the line itself, where it could be one."""
    path = urlsplit(line).path if "/" in line else line
    return path.rstrip("/").rpartition("/")[2][:200]


def lines_for(practices: Iterable[Practice]) -> dict[int, str]:
    """Return by key the line that names each practice: its title, or its address where the title names another."""
    practices = list(practices)
    named = {line.text: line.practice for line in presented("\n".join(one.title for one in practices))}
    return {one.pk: one.title if named.get(one.title) == one else f"/practices/{one.slug}/" for one in practices}


def suggestions(words: str, user) -> QuerySet:
    """Return the practices that `user` may see and whose titles hold all the words, the likeliest first."""
    rows = Practice.objects.visible_to(user).exclude(state=State.ARCHIVED)
    for word in words.split()[:MOST_WORDS]:
        rows = rows.filter(Q(title__icontains=word) | Q(slug=word))
    begins = Case(When(title__istartswith=words.strip(), then=Value(0)), default=Value(1))
    return rows.order_by(begins, "title", "pk")
