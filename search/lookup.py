"""Organisations, topics and countries whose names hold the words of a search."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from directory.models import Organisation
from directory.names import fold
from publishing.filters import Asked

MAX_HITS = 8


@dataclass(frozen=True)
class Named:
    """A page of the directory: its name and its address."""

    label: str
    url: str

    def __str__(self):
        return self.label


def directory_hits(text: str, asked: Asked) -> list[Named]:
    """Return up to `MAX_HITS` topics, countries and organisations named by all words of `text`, accents apart.

    Topics and countries come from the choices that `asked` has read already: one query, for the organisations.
    """
    words = fold(text).split()[:8]
    if not words:
        return []
    found = [
        Named(str(label), reverse(f"search:{name}-detail", args=[value.lower()]))
        for name in ("topic", "country")
        for value, label in asked.choices[name].items()
        if all(word in fold(str(label)) for word in words)
    ]
    wanted = Q()
    for word in words:
        wanted &= Q(folded_names__contains=word)
    bodies = Organisation.objects.filter(wanted)[:MAX_HITS]
    return [*found, *(Named(str(body), body.get_absolute_url()) for body in bodies)][:MAX_HITS]
