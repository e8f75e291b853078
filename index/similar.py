"""Which records are like a given one: by shared terms first, then by shared words of the title."""

from tantivy import Occur, Query

from .query import Hit
from .schema import schema
from .store import store
from .words import tokens

WEIGHTS = {"topic": 3.0, "target_group": 2.0, "country": 1.0}
TITLE_WORDS = 12
LEAST_LETTERS = 4


def similar(kind: str, pk: int, title: str, facets: dict[str, list[str]], limit: int) -> list[Hit]:
    """Return up to `limit` records of `kind`, `pk` not among them, that share values of `facets` or words of `title`.

    Of `facets` only those of `WEIGHTS` count. Where enough records share the rarest value of each facet, only those are
    weighed: all others are many, and less like. Raises IndexUnavailable where the index can neither be read nor built.
    """
    terms = {facet: [Query.term_query(schema(), facet, value) for value in facets.get(facet, [])] for facet in WEIGHTS}
    ways = [
        (Occur.Should, Query.boost_query(term, weight)) for facet, weight in WEIGHTS.items() for term in terms[facet]
    ]
    words = [word for word in tokens(title) if len(word) >= LEAST_LETTERS][:TITLE_WORDS]
    ways += [(Occur.Should, Query.term_query(schema(), "text", word)) for word in words]
    if not ways:
        return []
    own_kind = (Occur.Must, Query.const_score_query(Query.term_query(schema(), "kind", kind), 0.0))
    some_way = (Occur.Must, Query.const_score_query(Query.boolean_query(ways), 0.0))

    def ask(searcher, _kept) -> list[Hit]:
        narrow = [_rarest(searcher, facet, facets[facet]) for facet in WEIGHTS if terms[facet]]
        found = None
        for number in range(len(narrow), -1, -1):
            musts = [(Occur.Must, one) for one in narrow[:number]]
            found = searcher.search(Query.boolean_query([own_kind, *musts, some_way, *ways]), limit=limit + 1)
            if len(found.hits) > limit:
                break
        pks = searcher.fast_field_values("pk", [address for _score, address in found.hits])
        return [Hit(kind, other) for other in pks if other != pk][:limit]

    return store().read(ask)


def _rarest(searcher, facet: str, values: list[str]) -> Query:
    """Return the question for the value that the fewest records have."""
    rarest = min(values, key=lambda value: searcher.doc_freq(facet, value))
    return Query.const_score_query(Query.term_query(schema(), facet, rarest), 0.0)
