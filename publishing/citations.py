"""The sources of a record's facts, and the questions that sources answer differently."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from directory.models import Citation


@dataclass
class Dispute:
    """One question with the answers of the sources, side by side."""

    question: str
    sides: list[Citation] = field(default_factory=list)

    @property
    def remarks(self) -> list[str]:
        return [side.remark for side in self.sides if side.remark]


def disputes(citations: Iterable[Citation]) -> list[Dispute]:
    """Group the citations that share a question, in the order of their dates."""
    found: dict[str, Dispute] = {}
    for citation in citations:
        if citation.question:
            found.setdefault(citation.question, Dispute(citation.question)).sides.append(citation)
    return list(found.values())


def plain(citations: Iterable[Citation]) -> list[Citation]:
    """Return the citations that nothing contradicts."""
    return [citation for citation in citations if not citation.question]
