"""Questions to the index: which records, how many, and how many each further choice would leave."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import tantivy
from tantivy import Occur, Query

from .schema import FACETS, kind_number, schema
from .store import IndexUnavailable as IndexUnavailable
from .store import store
from .words import excerpt as excerpt
from .words import text_query

ORDERS = {
    "newest": ("date", tantivy.Order.Desc),
    "oldest": ("date_up", tantivy.Order.Asc),
    "title": ("sort_title", tantivy.Order.Asc),
    "-title": ("sort_title", tantivy.Order.Desc),
    "published": ("published", tantivy.Order.Desc),
}
MAX_OPTIONS = 1000


@dataclass(frozen=True)
class Hit:
    """A record that was found: its type and its key."""

    kind: str
    pk: int


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


def query(
    kinds: Sequence[str],
    text: str = "",
    filters: dict[str, list[str]] | None = None,
    counts: Sequence[str] = (),
    order: str = "relevance",
    offset: int = 0,
    limit: int = 20,
) -> Result:
    """Find the records of `kinds` that hold the words of `text` and pass `filters`.

    Several values of one facet mean one or the other; several facets must all fit. `counts` names the facets to be
    counted, each as if nothing were chosen in it. `order` is "relevance" or one of `ORDERS`; words without an order
    come best first, no words come by date. Ties are broken by key, so that pages never overlap.
    Raises IndexUnavailable where the index can neither be read nor built.
    """
    searcher = store().searcher()
    chosen = {facet: values for facet, values in (filters or {}).items() if values}
    words = [text_query(text)] if text.strip() else []
    whole = _all(kinds, chosen, words)
    found = _search(searcher, whole, order if order in ORDERS or words else "newest", offset, limit)
    addresses = [address for _key, address in found.hits]
    pks = searcher.fast_field_values("pk", addresses)
    numbers = searcher.fast_field_values("kind_number", addresses)
    names = {kind_number(kind): kind for kind in kinds}
    hits = [Hit(names[number], pk) for number, pk in zip(numbers, pks, strict=True)]
    return Result(found.count or 0, hits, _counts(searcher, kinds, chosen, words, counts))


def _search(searcher, question: Query, order: str, offset: int, limit: int):
    if order not in ORDERS:
        return searcher.search(question, limit=max(limit, 1), offset=offset, count=True)
    name, direction = ORDERS[order]
    return searcher.search(
        question, limit=max(limit, 1), offset=offset, count=True, order_by_field=name, order=direction
    )


def _one_of(facet: str, values: Sequence[str]) -> Query:
    return Query.term_set_query(schema(), facet, list(values))


def _all(kinds: Sequence[str], chosen: dict[str, list[str]], words: list[Query], without: str = "") -> Query:
    parts = [(Occur.Must, word) for word in words]
    parts += [
        (Occur.Must, Query.const_score_query(_one_of(facet, values), 0.0))
        for facet, values in chosen.items()
        if facet != without
    ]
    parts.append((Occur.Must, Query.const_score_query(_one_of("kind", kinds), 0.0)))
    return Query.boolean_query(parts)


def _counts(searcher, kinds, chosen, words, facets) -> dict[str, dict[str, int]]:
    """Count the values of each facet: those in which nothing is chosen share one pass, the others take one each."""
    wanted = [facet for facet in facets if facet in FACETS]
    free = tuple(sorted(facet for facet in wanted if facet not in chosen))
    if not words and not chosen:
        cache, key = store().cache, (tuple(kinds), free)
        if key not in cache:
            cache[key] = _aggregate(searcher, _all(kinds, {}, []), free)
        return cache[key]
    found = _aggregate(searcher, _all(kinds, chosen, words), free)
    for facet in wanted:
        if facet in chosen:
            found |= _aggregate(searcher, _all(kinds, chosen, words, without=facet), (facet,))
    return found


def _aggregate(searcher, question: Query, facets: Sequence[str]) -> dict[str, dict[str, int]]:
    if not facets:
        return {}
    plan = {facet: {"terms": {"field": facet, "size": MAX_OPTIONS}} for facet in facets}
    answer = searcher.aggregate(question, plan)
    return {facet: {bucket["key"]: int(bucket["doc_count"]) for bucket in answer[facet]["buckets"]} for facet in facets}
