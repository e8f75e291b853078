"""A type of the index's own tests, kept in a dict: the index knows no type, so any will do."""

import pytest

from index.changes import note
from index.registry import register, type_readers
from index.schema import Document


class Shelf:
    """Records of one type: `put` and `drop` tell the index, as a publishing room does."""

    kind = "shelf.book"

    def __init__(self):
        self.books: dict[int, Document] = {}

    def documents(self, pks=None):
        return [self.books[pk] for pk in (self.books if pks is None else pks) if pk in self.books]

    def put(self, pk: int, title: str, **values) -> None:
        self.books[pk] = Document(self.kind, pk, title, sort_title=title.lower(), **values)
        note(self.kind, pk)

    def drop(self, pk: int) -> None:
        del self.books[pk]
        note(self.kind, pk)


@pytest.fixture
def shelf(db):
    """Return an empty shelf that the index reads, and nothing beside it."""
    others = dict(type_readers)
    type_readers.clear()
    shelf = Shelf()
    register(shelf.kind, shelf.documents)
    yield shelf
    type_readers.clear()
    type_readers.update(others)
