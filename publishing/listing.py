"""One page of a list: what the filters found, how many there are, and the links to other pages of it."""

import logging
from collections.abc import Container, Iterator
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from index.query import IndexUnavailable, Result, View, read
from index.suggest import did_you_mean

from .cards import cards_now, rows_of
from .drawing import filter_form_html, results_html
from .exports import CHUNK
from .filters import Asked, PublicationFilter

log = logging.getLogger(__name__)
PER_PAGE = 20
DEEPEST = 10_000  # entries that can be leafed through; who wants more narrows the filters or downloads the list
FOLD_AFTER = 12  # choices of a filter


class Option(NamedTuple):
    """One choice of a facet: its count is None while nobody can tell it."""

    value: str
    label: str
    count: int | None
    checked: bool


class Facet(NamedTuple):
    """One filter with its choices; `more` of them are folded away and to be had at `more_url`."""

    name: str
    label: str
    options: list[Option]
    open: bool
    more: int = 0
    more_url: str = ""


class Chip(NamedTuple):
    label: str
    url: str


class Pager(NamedTuple):
    number: int
    last: int
    previous_url: str
    next_url: str
    links: list[tuple[int | None, str | None]]


class Listing:
    """The page of a list that an address asks for. Whatever the address says, it is a page, with its faults named."""

    def __init__(self, filterset: type[PublicationFilter], params: QueryDict, models, heading: str, lead: str = ""):
        self.filterset, self.params, self.models = filterset, params, list(models)
        self.heading, self.lead = heading, lead
        try:
            read(self._ask)
        except IndexUnavailable:
            log.exception("The index is away; the list comes from the database.")
            self._ask(None)

    def _ask(self, view: View | None) -> None:
        """Read the address and find its page; asked again from the start where the index proves damaged."""
        self.view = view
        self.asked = Asked(self.filterset, self.params, view.kept if view else {})
        self.q, self.errors = self.asked.q, [*self.asked.faults]
        self.sort, self.number = self._sort(), self._number()
        self.result = self._find()
        self.total = self.result.total
        self.last = max(1, min(-(-self.total // PER_PAGE), DEEPEST // PER_PAGE))
        self.suggestion = did_you_mean(view.searcher, self.q) if view and self.q and not self.total else ""
        if self.number > self.last:
            self._say_there_is_no_such_page()
            self.number = self.last
            self.result = self._find()

    # What the address asks for

    def _sort(self) -> str:
        asked = self.params.get("sort", "")
        if asked and asked not in dict(self.filterset.sorts):
            self.errors.append(_("The list cannot be sorted that way. It is in its usual order."))
            return ""
        return asked

    @property
    def order(self) -> str:
        """The order for the index: the chosen one, best match first for words, else the type's own."""
        return self.sort or ("relevance" if self.q else self.filterset.default_sort)

    def _number(self) -> int:
        asked = self.params.get("page", "1")
        if asked.isascii() and asked.isdigit() and 0 < len(asked) < 10 and int(asked) > 0:
            return int(asked)
        if asked:
            self.errors.append(_("“%(page)s” is no page number. This is the first page.") % {"page": asked[:40]})
        return 1

    def _say_there_is_no_such_page(self) -> None:
        if self.total > DEEPEST:
            text = _("Pages end after %(n)s entries. Narrow the filters, or download the whole list.")
            self.errors.append(text % {"n": f"{DEEPEST:,}"})
        else:
            self.errors.append(_("There is no page %(asked)s; this is the last one.") % {"asked": self.number})

    # What the index answers

    def _find(self, offset: int | None = None, limit: int = PER_PAGE, order: str = "") -> Result:
        page = min(self.number, DEEPEST // PER_PAGE)
        offset = (page - 1) * PER_PAGE if offset is None else offset
        if self.view is None:
            return self._from_database(offset, limit)
        return self.view.find(
            [model.kind() for model in self.models],
            text=self.q,
            filters=self.asked.chosen,
            counts=sorted({facet.facet for facet in self.asked.facets.values()}),
            order=order or self.order,
            offset=offset,
            limit=limit,
            cards="" if limit != PER_PAGE else get_language()[:2],
        )

    def _from_database(self, offset: int, limit: int) -> Result:
        filters = self.filterset(self.params, queryset=self.models[0].objects.published())
        rows = [
            (model.kind(), pk)
            for model in self.models
            for pk in filters.narrow(model.objects.published()).values_list("pk", flat=True)
        ]
        return Result.of_rows(rows, offset, limit)

    @cached_property
    def cards(self) -> list[SafeString]:
        """The cards of this page. One that is no longer true is made anew from what is published."""
        made = cards_now(self.models, self.result.hits, self.q)
        return [made[hit.kind, hit.pk] for hit in self.result.hits if (hit.kind, hit.pk) in made]

    @cached_property
    def items(self) -> list:
        """The records of this page in their order, fetched anew from what is published."""
        rows = {(row.kind(), row.pk): row for row in rows_of(self.models, self.result.hits)}
        return [rows[hit.kind, hit.pk] for hit in self.result.hits if (hit.kind, hit.pk) in rows]

    def newest(self, number: int) -> list:
        """Return the `number` entries of the list that were published last, the newest first."""
        hits = self._find(offset=0, limit=number, order="published").hits if self.view else self._all_hits()
        rows = sorted(rows_of(self.models, hits), key=lambda row: (row.published_at, row.kind(), row.pk), reverse=True)
        return rows[:number]

    def export_rows(self) -> Iterator[dict]:
        """Yield what re-users get of every entry of the list, in its order, some hundreds at a time."""
        hits = self._all_hits()
        for start in range(0, len(hits), CHUNK):
            yield from self._exported(hits[start : start + CHUNK])

    def _all_hits(self) -> list:
        if self.view is None:
            return self._from_database(0, self.total).hits
        return self._find(offset=0, limit=max(self.total, 1)).hits

    def _exported(self, hits) -> Iterator[dict]:
        rows = {}
        for model in self.models:
            pks = [hit.pk for hit in hits if hit.kind == model.kind()]
            for row in model.objects.published().for_export().filter(pk__in=pks) if pks else ():
                rows[model.kind(), row.pk] = row
        for hit in hits:
            if row := rows.get((hit.kind, hit.pk)):
                yield row.export_row()

    @property
    def total_in_words(self) -> str:
        return ngettext("%(n)s entry", "%(n)s entries", self.total) % {"n": self.total}

    # What the page links to

    @cached_property
    def facets(self) -> list[Facet]:
        """The filters with the choices that would find something, and the number they would find."""
        return [facet for name in self.asked.facets if (facet := self._facet(name)).options]

    def _facet(self, name: str) -> Facet:
        filter_, chosen = self.asked.facets[name], set(self.asked.values.get(name, ()))
        counts = self.result.counts.get(filter_.facet) if self.result.counts else None
        choices = self.asked.choices[name]
        known = choices if counts is None else [value for value in choices if value in counts or value in chosen]
        shown = self._foremost(known, counts, chosen, name)
        options = [
            Option(value, choices[value], None if counts is None else counts.get(value, 0), value in chosen)
            for value in known
            if value in shown
        ]
        more = len(known) - len(options)
        is_whole = name == self.unfolded
        return Facet(
            name, self.asked.labels[name], options, bool(chosen) or is_whole, more, self.url(more=name) if more else ""
        )

    def _foremost(self, known: list[str], counts: dict | None, chosen: set[str], name: str) -> Container[str]:
        """Return the choices to show at first: those chosen, and the most frequent ones of a long list."""
        if len(known) <= FOLD_AFTER or counts is None or name == self.unfolded:
            return known
        return chosen | set(sorted(known, key=lambda value: counts.get(value, 0), reverse=True)[: FOLD_AFTER - 2])

    @property
    def unfolded(self) -> str:
        """The filter that is shown with all its choices, "" for none."""
        return self.params.get("more", "") if self.params.get("more") in self.asked.facets else ""

    @cached_property
    def chips(self) -> list[Chip]:
        """The chosen filters, each with the address of the list without it."""
        chips = [Chip(f"“{self.q}”", self.url(drop=("q", self.q)))] if self.q else []
        for name in self.asked.facets:
            for value in self.asked.values.get(name, []):
                chips.append(Chip(self.asked.choices[name][value], self.url(drop=(name, value))))
        return chips

    @property
    def sort_options(self) -> list[tuple[str, str, bool]]:
        best = [("", _("Best match first"), not self.sort)] if self.q else []
        usual = "" if self.q else self.filterset.default_sort
        return best + [
            ("" if value == usual else value, str(label), value == self.order) for value, label in self.filterset.sorts
        ]

    def url(
        self, page: int = 1, drop: tuple[str, str] | None = None, only: tuple[str, str] | None = None, more: str = ""
    ) -> str:
        """Return the address of this list with other settings; only known values are kept.

        `drop` takes one value of a filter out, `only` leaves one value alone in its filter, `more` unfolds a filter.
        """
        pairs = self._pairs
        if only:
            pairs = [pair for pair in pairs if pair[0] != only[0]] + [only]
        if drop:
            pairs = [pair for pair in pairs if pair != drop]
        words = urlencode(pairs) if only or drop else self._query
        ends = [f"page={page}"] if page > 1 else []
        ends += [f"more={more}"] if more else []
        whole = "&".join([words, *ends] if words else ends)
        return f"?{whole}" if whole else "."

    @cached_property
    def _pairs(self) -> list[tuple[str, str]]:
        """What the address of this list says, but for the page."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(name, value) for name in self.asked.facets for value in self.asked.values.get(name, ())]
        return [*pairs, ("sort", self.sort)] if self.sort else pairs

    @cached_property
    def _query(self) -> str:
        return urlencode(self._pairs)

    @property
    def query(self) -> str:
        """What stands after the path in the address of this list: "?topic=housing", or nothing."""
        address = self.url()
        return "" if address == "." else address

    @property
    def download_url(self) -> str:
        """The address of this list as a file, but for the name of the format."""
        return f"{self.query}&format=" if self.query else "?format="

    @property
    def suggestion_url(self) -> str:
        """The address of this list with the suggested words."""
        pairs = [(name, value) for name, values in self.asked.values.items() for value in values]
        return f"?{urlencode([('q', self.suggestion), *pairs])}"

    @property
    def clear_url(self) -> str:
        return "."

    # What the page is made of

    @cached_property
    def filter_form(self) -> SafeString:
        """The form of all filters."""
        return filter_form_html(self)

    @cached_property
    def results(self) -> SafeString:
        """What was found, with the links to other pages of the list."""
        return results_html(self)

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
