"""What a file comes to, row by row: what is new, what changes into what, what is wrong, what looks like a duplicate."""

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum

from ..differences import Difference


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAULTY = "faulty"


@dataclass(frozen=True)
class Fault:
    """What is wrong in a cell, in a sentence; without a column it is about the row, without a number about the file."""

    text: str
    number: int | None = None
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class Alike:
    """A record, or another row of the file, that a new row may say once more."""

    title: str
    why: str
    slug: str = ""
    number: int | None = None


@dataclass
class Line:
    """One row of the file. `keys`, `terms` and `rows` hold what it names, as name and primary key; the key is None
    where the named record comes with the same file and does not stand yet.
    """

    number: int
    kind: Kind = Kind.SAME
    is_new: bool = False
    title: str = ""
    pk: int | None = None
    changes: list[Difference] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)
    keys: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    terms: dict[str, list[tuple[str, int | None]]] = field(default_factory=dict)
    rows: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


@dataclass
class Outcome:
    """All lines of a file, and the faults of the file as a whole."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def of(self, kind: Kind) -> list[Line]:
        return [line for line in self.lines if line.kind == kind]

    @property
    def all_faults(self) -> list[Fault]:
        return [*self.faults, *(fault for line in self.lines for fault in line.faults)]

    @property
    def doubtful(self) -> list[Line]:
        """The new rows that look like duplicates."""
        return [line for line in self.lines if line.alike]

    @property
    def totals(self) -> dict[str, int]:
        return {kind.value: len(self.of(kind)) for kind in Kind}

    @property
    def has_work(self) -> bool:
        return bool(self.of(Kind.NEW) or self.of(Kind.CHANGED))

    @property
    def digest(self) -> str:
        """A digest of what would be written: whoever confirms confirms this and nothing else."""
        told = [
            [line.number, line.kind, line.title, [(one.key, one.old, one.new) for one in line.changes], len(line.alike)]
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()
