"""Questions to the index: which records, how many, and how many each further choice would leave."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

import tantivy
from tantivy import Occur, Query

from .looking import one_look as one_look
from .registry import type_readers
from .schema import FACETS, KEPT, card_field, kind_number, schema
from .store import IndexUnavailable as IndexUnavailable
from .store import store
from .words import excerpt as excerpt
from .words import text_query, typed_words

log = logging.getLogger(__name__)
ORDERS = {
    "newest": ("date", tantivy.Order.Desc),
    "oldest": ("date_up", tantivy.Order.Asc),
    "title": ("sort_title", tantivy.Order.Asc),
    "-title": ("sort_title", tantivy.Order.Desc),
    "published": ("published", tantivy.Order.Desc),
    "evidence": ("evidence_sort", tantivy.Order.Desc),
    "assessed": ("assessed_sort", tantivy.Order.Desc),
    "number": ("number_sort", tantivy.Order.Asc),
    "open": ("open_up", tantivy.Order.Asc),
}
MAX_OPTIONS = 1000
ALL_OPTIONS = 60_000  # as many as the engine counts in one pass; asked for where there are more than usual
_shelves = threading.Lock()
Answer = TypeVar("Answer")


class Hit(NamedTuple):
    """A record that was found: its type and its key; and, where asked for, its card and what belongs to it.

    `stamp` is the record's `updated_at` in microseconds when the card was made: a newer record makes its card stale.
    `title`, `told` and `language` are those of the record, for marking words and cutting excerpts.
    """

    kind: str
    pk: int
    stamp: int = 0
    card: str = ""
    title: str = ""
    told: str = ""
    language: str = ""


@dataclass(frozen=True)
class Result:
    """The hits of one page, the number of all, and for each facet the number of records per value."""

    total: int
    hits: list[Hit]
    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def of_rows(cls, rows: list[tuple[str, int]], offset: int, limit: int) -> "Result":
        """Return a result without counts from (kind, key) pairs of the database."""
        return cls(len(rows), [Hit(*row) for row in rows[offset : offset + limit]])


@dataclass(frozen=True)
class Crossing:
    """How many records there are for each pair of values of two facets, for each value of either, and in all.

    Each record counts once in a sum, however many pairs it stands in.
    """

    cells: dict[tuple[str, str], int]
    first: dict[str, int]
    second: dict[str, int]
    total: int


class View:
    """The index as it stands for one question; `kept` is a place for what holds until the index changes."""

    def __init__(self, searcher: tantivy.Searcher, kept: dict):
        self.searcher, self.kept = searcher, kept

    def find(
        self,
        kinds: Sequence[str],
        text: str = "",
        filters: dict[str, list[str]] | None = None,
        counts: Sequence[str] = (),
        order: str = "relevance",
        offset: int = 0,
        limit: int = 20,
        cards: str = "",
    ) -> Result:
        """Find the records of `kinds` that hold the words of `text` and pass `filters`.

        Several values of one facet mean one or the other; several facets must all fit. `counts` names the facets to
        be counted, each as if nothing were chosen in it. `order` is "relevance" or one of `ORDERS`; words without an
        order come best first, no words come by date. Ties keep one order while the index does, so that pages never
        overlap. `cards` is the language of the ready cards to bring along.
        """
        chosen = {facet: values for facet, values in (filters or {}).items() if values}
        words = [text_query(text, self.searcher.doc_freq)] if text.strip() else []
        whole = _all(kinds, chosen, words)
        usual = order if order in ORDERS or words else "newest"
        found = _search(self.searcher, whole, usual, offset, limit)
        hits = self._hits([address for _key, address in found.hits], kinds, cards)
        ask = Counting(self.searcher, self.kept, tuple(kinds), text.strip(), words)
        return Result(found.count or 0, hits, ask.facets(chosen, counts))

    def cross(self, kinds: Sequence[str], first: str, second: str, filters: dict[str, list[str]]) -> Crossing:
        """Count the records of `kinds` that pass `filters` for each pair of values of two facets.

        One pass over the records; the answer is kept until the index changes.
        """
        key = ("crossing", tuple(kinds), first, second, repr(filters))
        if key not in self.kept:
            self.kept[key] = _crossing(self.searcher, _all(kinds, filters, []), first, second)
        return self.kept[key]

    def _hits(self, addresses: list, kinds: Sequence[str], cards: str) -> list[Hit]:
        names = {kind_number(kind): kind for kind in kinds}
        pks = self.searcher.fast_field_values("pk", addresses)
        numbers = self.searcher.fast_field_values("kind_number", addresses)
        if not cards:
            return [Hit(names[number], pk) for number, pk in zip(numbers, pks, strict=True)]
        stamps = self.searcher.fast_field_values("stamp", addresses)
        wanted = (card_field(cards), *KEPT)
        rows = zip(numbers, pks, stamps, addresses, strict=True)
        return [Hit(names[number], pk, stamp, *self._kept_texts(at, wanted)) for number, pk, stamp, at in rows]

    def _kept_texts(self, address, names: Sequence[str]) -> list[str]:
        document = self.searcher.doc(address)
        return [bytes(document.get_first(name) or b"").decode() for name in names]


def read(ask: Callable[[View], Answer]) -> Answer:
    """Return what `ask(view)` makes of the index; it may be called twice, where the index proves damaged.

    Raises IndexUnavailable where the index can neither be read nor built.
    """
    return store().read(lambda searcher, kept: ask(View(searcher, kept)))


def bring_in_step() -> None:
    """Write into the index what changed, so that no reader waits for it. Where that fails, readers' questions try."""
    try:
        read(lambda view: None)
    except IndexUnavailable:
        log.exception("The index could not be brought into step.")


def query(kinds: Sequence[str], **question) -> Result:
    """Return what `View.find` finds for one question. Raises IndexUnavailable as `read` does."""
    return read(lambda view: view.find(kinds, **question))


def _search(searcher, question: Query, order: str, offset: int, limit: int):
    if order not in ORDERS:
        return searcher.search(question, limit=max(limit, 1), offset=offset, count=True)
    name, direction = ORDERS[order]
    return searcher.search(
        question, limit=max(limit, 1), offset=offset, count=True, order_by_field=name, order=direction
    )


def _one_of(facet: str, values: Sequence[str]) -> Query:
    """Return the question for one of the values: by their lists of records, many times faster than by a term set."""
    terms = [Query.term_query(schema(), facet, value) for value in values]
    one = terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Should, term) for term in terms])
    return Query.const_score_query(one, 0.0)


def _all(
    kinds: Sequence[str], chosen: dict[str, list[str]], words: Sequence[Query], but: Sequence[Query] = ()
) -> Query:
    parts = [(Occur.Must, word) for word in words] + [(Occur.MustNot, word) for word in but]
    parts += [(Occur.Must, _one_of(facet, values)) for facet, values in chosen.items()]
    if not type_readers.keys() <= set(kinds):
        parts.append((Occur.Must, _one_of("kind", kinds)))
    elif but:
        parts.append((Occur.Must, Query.all_query()))
    return Query.boolean_query(parts) if parts else Query.all_query()


@dataclass
class Counting:
    """Counts of facets for one type of list and one text; those that other pages ask for too are kept for them."""

    searcher: tantivy.Searcher
    kept: dict
    kinds: tuple[str, ...]
    text: str
    words: list[Query]

    def facets(self, chosen: dict[str, list[str]], names: Sequence[str]) -> dict[str, dict[str, int]]:
        """Count the values of each facet: those in which nothing is chosen share one pass, the others take one each."""
        wanted = [name for name in names if name in FACETS]
        found = self.counts(chosen, tuple(sorted(name for name in wanted if name not in chosen)))
        for name in wanted:
            if name in chosen:
                found |= self.counts({other: values for other, values in chosen.items() if other != name}, (name,))
        return found

    def counts(self, chosen: dict[str, list[str]], facets: tuple[str, ...]) -> dict[str, dict[str, int]]:
        """Return for each of `facets` the number of records per value, among those that pass what is chosen."""
        key = (self.kinds, self.text, repr(sorted(chosen.items())), facets)
        if not self.text and not chosen:
            if key not in self.kept:
                self.kept[key] = self._counted(chosen, facets)
            return dict(self.kept[key])
        if self.text:
            return dict(self._remembered("searched", 20, key, chosen, facets))  # for the next page of the search
        if len(facets) == 1:
            return dict(self._remembered("beside", 300, key, chosen, facets))  # for lists with another choice in it
        return self._counted(chosen, facets)

    def _remembered(self, shelf: str, most: int, key: tuple, chosen, facets) -> dict[str, dict[str, int]]:
        """Return counts from a shelf that holds the `most` that were asked for last."""
        held = self.kept.setdefault(shelf, {})
        found = held.pop(key, None) or self._counted(chosen, facets)
        with _shelves:
            held[key] = found
            if len(held) > most:
                del held[next(iter(held))]
        return found

    def _counted(self, chosen, facets) -> dict[str, dict[str, int]]:
        if not self.words or chosen or not _are_nearly_everywhere(self.searcher, self.text):
            return _aggregate(self.searcher, _all(self.kinds, chosen, self.words), facets)
        # Fewer records lack the words than hold them: count those, and subtract.
        lacking = _all(self.kinds, {}, [], but=self.words)
        fewer = _aggregate(self.searcher, lacking, facets)
        whole = Counting(self.searcher, self.kept, self.kinds, "", []).counts({}, facets)
        left = {
            facet: {value: number - fewer[facet].get(value, 0) for value, number in whole[facet].items()}
            for facet in facets
        }
        return {facet: {value: number for value, number in counts.items() if number} for facet, counts in left.items()}


def _are_nearly_everywhere(searcher, text: str) -> bool:
    """Tell whether all words of a text stand together in more than half of the records, as far as each tells."""
    if '"' in text:
        return False
    lacking = (1 - searcher.doc_freq("text", word) / max(searcher.num_docs, 1) for word in typed_words(text))
    return sum(lacking) < 0.5


def _aggregate(searcher, question: Query, facets: Sequence[str]) -> dict[str, dict[str, int]]:
    if not facets:
        return {}
    answer = searcher.aggregate(question, {facet: _terms(facet) for facet in facets})
    cut = {facet: _terms(facet, ALL_OPTIONS) for facet in facets if answer[facet]["sum_other_doc_count"]}
    if cut:
        answer |= searcher.aggregate(question, cut)
    return {facet: _sums(answer[facet]["buckets"]) for facet in facets}


def _terms(facet: str, size: int = MAX_OPTIONS) -> dict:
    return {"terms": {"field": facet, "size": size}}


def _crossing(searcher, question: Query, first: str, second: str) -> Crossing:
    inner = _terms(second)
    plan = {"first": _terms(first) | {"aggs": {"second": inner}}, "second": inner}
    answer = searcher.aggregate(question, plan)
    rows = answer["first"]["buckets"]
    cells = {(row["key"], cell["key"]): int(cell["doc_count"]) for row in rows for cell in row["second"]["buckets"]}
    total = searcher.search(question, limit=1, count=True).count or 0
    return Crossing(cells, _sums(rows), _sums(answer["second"]["buckets"]), total)


def _sums(buckets: list[dict]) -> dict[str, int]:
    return {bucket["key"]: int(bucket["doc_count"]) for bucket in buckets}
