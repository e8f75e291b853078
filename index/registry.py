"""Who can say what is to be found of a type. The index itself knows no type."""

import datetime as dt
from collections.abc import Callable, Iterable

from .schema import Document

Reader = Callable[[Iterable[int] | None], Iterable[Document]]
Turned = Callable[[dt.date, dt.date], Iterable[int]]
type_readers: dict[str, Reader] = {}
turned_readers: dict[str, Turned] = {}


def register(kind: str, documents: Reader, turned: Turned | None = None) -> None:
    """Say how records of `kind` are read: `documents(keys)` yields those of the keys that are public, None all.

    `turned(first, last)` gives the keys of the records whose documents are others on the day `last` than on `first`,
    though nobody changed them: what was running has ended.
    """
    type_readers[kind] = documents
    if turned:
        turned_readers[kind] = turned
