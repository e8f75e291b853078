import logging
from dataclasses import replace
from itertools import islice

from django.apps import AppConfig
from django.db import DatabaseError

from index.registry import register
from index.schema import makings

log = logging.getLogger(__name__)
CHUNK = 500  # records that the index reads at a time


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "search"

    def ready(self):
        """Tell the index how to read each published type, and what cards are made with."""
        from publishing.cards import cards_digest  # models are ready only now

        from .sources import SOURCES

        makings.append(cards_digest)
        for source in SOURCES:
            register(source.kind, documents_of(source.model), turned_of(source.model))


def documents_of(model):
    """Return the function by which the index reads published records of `model`: those with the keys, or all."""

    def documents(pks=None):
        from publishing.prefetching import prefetch

        rows = model.objects.published().for_listing().for_index()
        chosen = rows if pks is None else rows.filter(pk__in=list(pks))
        lists = chosen._prefetch_related_lookups
        plain = chosen.prefetch_related(None).iterator(chunk_size=CHUNK)  # all at once would not fit in memory
        while some := list(islice(plain, CHUNK)):
            prefetch(some, lists)
            for row in some:
                try:
                    document = document_of(row)
                except DatabaseError:
                    raise
                except Exception:  # one record that is not as it ought to be must not take every list with it
                    log.exception("%s %s cannot be read for the index; it is left out.", model._meta.label, row.pk)
                else:
                    yield document

    return documents


def document_of(row):
    """Return what the index holds of one record, with its card in each language."""
    from publishing.cards import cards_of, stamp_of, told_by

    return replace(row.index_document(), cards=cards_of(row), stamp=stamp_of(row.updated_at), told=told_by(row))


def turned_of(model):
    """Return the function that names the records of `model` that the passing of days changed."""
    return lambda first, last: model.objects.published().turned_between(first, last).values_list("pk", flat=True)
