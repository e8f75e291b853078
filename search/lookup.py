"""Organisations, topics and countries whose names hold the words of a search."""

from django.db.models import Q

from directory.models import Country, Organisation, Topic
from directory.names import fold

MAX_HITS = 8


def directory_hits(text: str) -> list:
    """Return up to `MAX_HITS` organisations, topics and countries named by all words of `text`, accents apart."""
    words = fold(text).split()[:8]
    if not words:
        return []
    wanted = Q()
    for word in words:
        wanted &= Q(folded_names__contains=word)
    found: list = list(Organisation.objects.filter(wanted).select_related("country")[:MAX_HITS])
    for model in (Topic, Country):
        found += [row for row in model.objects.all() if all(word in fold(row.label) for word in words)]
    return found[:MAX_HITS]
