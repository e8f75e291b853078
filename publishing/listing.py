"""One page of a list: what the filters found, how many there are, and the links to other pages of it."""

import logging
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from index.query import IndexUnavailable, Result, query

from .filters import PublicationFilter

log = logging.getLogger(__name__)
PER_PAGE = 20
MAX_PAGE = 100_000


@dataclass(frozen=True)
class Option:
    """One choice of a facet: its count is None while nobody can tell it."""

    value: str
    label: str
    count: int | None
    checked: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: list[Option]
    open: bool


@dataclass(frozen=True)
class Chip:
    label: str
    url: str


@dataclass(frozen=True)
class Pager:
    number: int
    last: int
    previous_url: str
    next_url: str
    links: list[tuple[int | None, str | None]]


class Listing:
    """The page of a list that an address asks for. Whatever the address says, it is a page, with its faults named."""

    def __init__(
        self, filters: PublicationFilter, params: QueryDict, models, heading: str, lead: str = "", feed_url=""
    ):
        self.filters, self.params, self.models = filters, params, list(models)
        self.heading, self.lead, self.feed_url = heading, lead, feed_url
        self.q = filters.values.get("q", "")
        self.sort = self._sort()
        self.errors = [*filters.errors_in_words]
        if params.get("sort") and not self.sort:
            self.errors.append(_("The list cannot be sorted that way. It is in its usual order."))
        self.number = self._number()
        self.result = self._find()
        self.total = self.result.total
        self.last = max(1, -(-self.total // PER_PAGE))
        if self.number > self.last:
            self.errors.append(
                _("There is no page %(asked)s; this is the last one.") % {"asked": min(self.number, MAX_PAGE)}
            )
            self.number = self.last
            self.result = self._find()

    # What the address asks for

    def _sort(self) -> str:
        asked = self.params.get("sort", "")
        return asked if asked in dict(self.filters.sorts) else ""

    @property
    def order(self) -> str:
        """The order for the index: the chosen one, best match first for words, else the type's own."""
        return self.sort or ("relevance" if self.q else self.filters.default_sort)

    def _number(self) -> int:
        asked = self.params.get("page", "1")
        if asked.isascii() and asked.isdigit() and 0 < len(asked) < 10 and int(asked) > 0:
            return min(int(asked), MAX_PAGE)
        if asked:
            self.errors.append(_("“%(page)s” is no page number. This is the first page.") % {"page": asked[:40]})
        return 1

    # What the index answers

    def _find(self) -> Result:
        facets = {f.facet for f in self.filters.facets().values()}
        try:
            return query(
                [model.kind() for model in self.models],
                text=self.q,
                filters=self.filters.chosen,
                counts=sorted(facets),
                order=self.order,
                offset=(self.number - 1) * PER_PAGE,
                limit=PER_PAGE,
            )
        except IndexUnavailable:
            log.exception("The index is away; the list comes from the database.")
            return self._from_database()

    def _from_database(self) -> Result:
        rows = [row for model in self.models for row in self.filters.narrow(model.objects.published())]
        return Result.of_rows([(row.kind(), row.pk) for row in rows], (self.number - 1) * PER_PAGE, PER_PAGE)

    @cached_property
    def items(self) -> list:
        """The records of this page in their order, fetched anew from what is published."""
        wanted: dict[str, list[int]] = {}
        for hit in self.result.hits:
            wanted.setdefault(hit.kind, []).append(hit.pk)
        rows = {}
        for model in self.models:
            if pks := wanted.get(model.kind()):
                for row in model.objects.published().for_listing().filter(pk__in=pks):
                    rows[model.kind(), row.pk] = row
        return [rows[hit.kind, hit.pk] for hit in self.result.hits if (hit.kind, hit.pk) in rows]

    @property
    def total_in_words(self) -> str:
        return ngettext("%(n)s entry", "%(n)s entries", self.total) % {"n": self.total}

    # What the page links to

    @cached_property
    def facets(self) -> list[Facet]:
        """The filters with the choices that would find something, and the number they would find."""
        return [facet for name, f in self.filters.facets().items() if (facet := self._facet(name, f)).options]

    def _facet(self, name: str, filter_) -> Facet:
        chosen = set(self.filters.values.get(name, []))
        counts = self.result.counts.get(filter_.facet) if self.result.counts else None
        options = [
            Option(value, str(label), counts.get(value, 0) if counts is not None else None, value in chosen)
            for value, label in self.filters.form.fields[name].choices
        ]
        shown = [option for option in options if option.count != 0 or option.checked]
        return Facet(name, str(self.filters.form.fields[name].label), shown, bool(chosen))

    @cached_property
    def chips(self) -> list[Chip]:
        """The chosen filters, each with the address of the list without it."""
        chips = [Chip(f"“{self.q}”", self.url(drop=("q", self.q)))] if self.q else []
        for name in self.filters.facets():
            labels = dict(self.filters.form.fields[name].choices)
            for value in self.filters.values.get(name, []):
                chips.append(Chip(str(labels[value]), self.url(drop=(name, value))))
        return chips

    @property
    def sort_options(self) -> list[tuple[str, str, bool]]:
        best = [("", _("Best match first"), not self.sort)] if self.q else []
        usual = "" if self.q else self.filters.default_sort
        return best + [
            ("" if value == usual else value, str(label), value == self.order) for value, label in self.filters.sorts
        ]

    def url(self, page: int = 1, drop: tuple[str, str] | None = None) -> str:
        """Return the address of this list with other settings; only known values are kept."""
        pairs = QueryDict(mutable=True)
        if self.q:
            pairs["q"] = self.q
        for name in self.filters.facets():
            pairs.setlist(name, self.filters.values.get(name, []))
        if self.sort:
            pairs["sort"] = self.sort
        if drop:
            pairs.setlist(drop[0], [value for value in pairs.getlist(drop[0]) if value != drop[1]])
        if page > 1:
            pairs["page"] = str(page)
        text = pairs.urlencode()
        return f"?{text}" if text else "."

    @property
    def clear_url(self) -> str:
        return "."

    @property
    def pager(self) -> Pager | None:
        """Links to the neighbouring, first and last pages; None where one page holds all."""
        if self.last == 1:
            return None
        near = {1, self.last, *range(max(1, self.number - 1), min(self.last, self.number + 1) + 1)}
        links: list[tuple[int | None, str | None]] = []
        for number in sorted(near):
            if links and links[-1][0] is not None and number - links[-1][0] > 1:
                links.append((None, None))
            links.append((number, self.url(number)))
        before = self.url(self.number - 1) if self.number > 1 else ""
        after = self.url(self.number + 1) if self.number < self.last else ""
        return Pager(self.number, self.last, before, after, links)
