"""Who quotes which source: the claims of all published types, read from the one list of types."""

import datetime as dt
from dataclasses import dataclass

from directory.models import Source
from publishing.citations import Dispute, disputes
from publishing.whole import fetch_across

from .sources import SOURCES


@dataclass(frozen=True)
class Claim:
    """A published record with what a source says of it."""

    record: object
    citation: object


def citation_models() -> list[type]:
    """Return the citation model of each published type, in the order of `SOURCES`."""
    return [source.model._meta.get_field("citations").related_model for source in SOURCES]


def claims_of(source: Source, limit: int = 200) -> list[Claim]:
    """Return the claims of `source` about published records, `limit` at most for each type: one query."""
    tables = []
    for listed, model in zip(SOURCES, citation_models(), strict=True):
        rows = model.objects.filter(source=source, owner__in=listed.model.objects.published())
        first = rows.order_by("owner__title", "pk").values("pk")[:limit]
        tables.append(model.objects.filter(pk__in=first))
    return [
        Claim(citation.owner, citation)
        for rows in fetch_across(tables, "owner")
        for citation in sorted(rows, key=lambda row: (row.owner.title, row.pk))
    ]


def open_questions() -> list[tuple[object, Dispute]]:
    """Return each question on which sources disagree, with the published record it is about: two queries."""
    tables = [
        model.objects.exclude(question="").filter(owner__in=listed.model.objects.published())
        for listed, model in zip(SOURCES, citation_models(), strict=True)
    ]
    sources, found = Source.objects.in_bulk(), []
    for rows in fetch_across(tables, "owner"):
        by_owner: dict = {}
        for citation in sorted(rows, key=_in_order):
            citation.source = sources[citation.source_id]
            by_owner.setdefault(citation.owner, []).append(citation)
        found += [(owner, dispute) for owner, cited in by_owner.items() for dispute in disputes(cited)]
    return found


def _in_order(citation) -> tuple:
    return citation.owner.title, citation.owner_id, citation.as_of_from or dt.date.max, citation.pk
