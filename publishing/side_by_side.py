"""Records side by side: which of them an address names, what is told of each, and how the choice changes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import get_language

from .models import Publication

MOST = 4
READ = 20  # as many names of an address are looked at


@dataclass(frozen=True)
class Row:
    """One line of the comparison: its name and the value of each record, "" where nothing is known."""

    name: str
    values: list[tuple[str, str]]  # text, language


class SideBySide:
    """What an address asks to be compared. Whatever it says, it is a page, with its faults named.

    A child says the type, the parameter that names records by their slugs, and the lines of the comparison.
    """

    model: type[Publication]
    parameter = ""
    missing = ""  # the sentence about a name that is no public record, with %(slug)s
    too_many = ""  # the sentence about more than four
    facts: list[tuple[str, Callable[[Publication], str]]] = []
    texts: tuple[str, ...] = ()  # fields that are told as they are, in the record's language
    fetched: tuple[str | Prefetch, ...] = ()  # what `facts` read beside the record

    def __init__(self, params: QueryDict):
        names = [slug.replace("\0", "") for slug in params.getlist(self.parameter) if slug.strip("\0 ")]
        asked = list(dict.fromkeys(names))[:READ]
        known = self.model.objects.published().prefetch_related(*self.fetched, "translations")
        found = {record.slug: record.told_in(get_language()) for record in known.filter(slug__in=asked)}
        self.records = [found[slug] for slug in asked if slug in found][:MOST]
        self.errors = [str(self.missing) % {"slug": slug[:60]} for slug in asked if slug not in found]
        if len(found) > MOST:
            self.errors.append(str(self.too_many))

    @property
    def is_full(self) -> bool:
        return len(self.records) == MOST

    def kept(self) -> dict[str, str]:
        """Return what else the address of the comparison keeps while the choice changes."""
        return {}

    def url(self, without: str = "", also: str = "") -> str:
        """Return the address of the comparison without one record, or with one more."""
        pairs = QueryDict(mutable=True)
        slugs = [record.slug for record in self.records if record.slug != without]
        pairs.setlist(self.parameter, [*slugs, *([also] if also else [])])
        for name, value in self.kept().items():
            pairs[name] = value
        return f"?{pairs.urlencode()}" if pairs.getlist(self.parameter) else "."

    @property
    def heads(self) -> list[tuple[Publication, str]]:
        """Each record with the address of the comparison without it."""
        return [(record, self.url(without=record.slug)) for record in self.records]

    def line(self, name, tell: Callable[[Publication], str]) -> Row:
        """Return the line of what `tell` says of each record, in the reader's language."""
        return Row(str(name), [(str(tell(record)), "") for record in self.records])

    def text(self, field: str) -> Row:
        """Return the line of a field as it was written, in the record's language."""
        name = capfirst(str(self.model._meta.get_field(field).verbose_name))
        return Row(name, [(getattr(record, field), record.language) for record in self.records])

    def lines(self) -> list[Row]:
        """Return all lines, empty ones too."""
        return [*(self.line(name, tell) for name, tell in self.facts), *(self.text(field) for field in self.texts)]

    @cached_property
    def rows(self) -> list[Row]:
        """The lines in which at least one record says something."""
        return [row for row in self.lines() if any(text for text, _language in row.values)]


def joined(values) -> str:
    """Return the values one a line."""
    return "\n".join(str(value) for value in values)
