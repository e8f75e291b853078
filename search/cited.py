"""Who quotes which source: the claims of all published types, read from the one list of types."""

from dataclasses import dataclass

from directory.models import Source
from publishing.citations import Dispute, disputes

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
    """Return the claims of `source` about published records, `limit` at most for each type."""
    return [
        Claim(citation.owner, citation)
        for listed, model in zip(SOURCES, citation_models(), strict=True)
        for citation in model.objects.filter(source=source, owner__in=listed.model.objects.published())
        .select_related("owner")
        .order_by("owner__title", "pk")[:limit]
    ]


def open_questions() -> list[tuple[object, Dispute]]:
    """Return each question on which sources disagree, with the published record it is about."""
    found = []
    for listed, model in zip(SOURCES, citation_models(), strict=True):
        rows = model.objects.exclude(question="").filter(owner__in=listed.model.objects.published())
        by_owner: dict = {}
        for citation in rows.select_related("owner", "source").order_by("owner__title", "owner_id", "as_of_from", "pk"):
            by_owner.setdefault(citation.owner, []).append(citation)
        found += [(owner, dispute) for owner, cited in by_owner.items() for dispute in disputes(cited)]
    return found
