"""The first entries of several lists on one page, as cards, in two queries whatever the number of lists."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from index.query import Hit, IndexUnavailable, Result, read
from publishing.cards import cards_now

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shelf:
    """A list on a page: its heading, its types, the order of its entries, how many are shown, and its address.

    `order` is one of `index.query.ORDERS`.
    """

    label: str
    models: tuple[type, ...]
    order: str
    shown: int
    url: str

    @property
    def kinds(self) -> list[str]:
        return [model.kind() for model in self.models]


@dataclass(frozen=True)
class Stocked:
    """A shelf with the cards on it, and the number of entries of the whole list."""

    shelf: Shelf
    cards: list[SafeString]
    total: int


def stocked(shelves: Sequence[Shelf], topic: str) -> list[Stocked]:
    """Return the shelves that hold something on the topic with this slug, in their order."""
    found = _found(shelves, topic)
    hits = [hit for result in found for hit in result.hits]
    cards = cards_now([model for shelf in shelves for model in shelf.models], hits)
    made = [
        Stocked(shelf, [cards[hit.kind, hit.pk] for hit in result.hits if (hit.kind, hit.pk) in cards], result.total)
        for shelf, result in zip(shelves, found, strict=True)
    ]
    return [one for one in made if one.cards]


def _found(shelves: Sequence[Shelf], topic: str) -> list[Result]:
    here = (get_language() or "en")[:2]

    def ask(view):
        return [
            view.find(shelf.kinds, filters={"topic": [topic]}, order=shelf.order, limit=shelf.shown, cards=here)
            for shelf in shelves
        ]

    try:
        return read(ask)
    except IndexUnavailable:
        log.exception("The index is away; the page of the topic “%s” comes from the database.", topic)
        return [_from_database(shelf, topic) for shelf in shelves]


def _from_database(shelf: Shelf, topic: str) -> Result:
    rows = [
        (model.kind(), pk)
        for model in shelf.models
        for pk in model.objects.published().filter(topics__slug=topic).values_list("pk", flat=True)
    ]
    return Result(len(rows), [Hit(*row) for row in rows[: shelf.shown]])
