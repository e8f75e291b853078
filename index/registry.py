"""Who can say what is to be found of a type. The index itself knows no type."""

from collections.abc import Callable, Iterable

from .schema import Document

Reader = Callable[[Iterable[int] | None], Iterable[Document]]
type_readers: dict[str, Reader] = {}


def register(kind: str, documents: Reader) -> None:
    """Say how records of `kind` are read: `documents(keys)` yields those of the keys that are public, None all."""
    type_readers[kind] = documents
