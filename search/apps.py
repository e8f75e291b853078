from django.apps import AppConfig

from index.registry import register


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "search"

    def ready(self):
        """Tell the index how to read each published type."""
        from .sources import SOURCES  # models are ready only now

        for source in SOURCES:
            register(source.kind, documents_of(source.model))


def documents_of(model):
    """Return the function by which the index reads published records of `model`: those with the keys, or all."""

    def documents(pks=None):
        rows = model.objects.published().for_index()
        for row in rows if pks is None else rows.filter(pk__in=list(pks)):
            yield row.index_document()

    return documents
