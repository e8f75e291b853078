"""Which addresses on the web the records give. Knows no type by name."""

from collections.abc import Iterable, Iterator

from django.db import models

CHUNK = 500


def outside_links(kinds: Iterable[type[models.Model]]) -> Iterator[tuple[models.Model, str, str]]:
    """Yield record, name of the field and address for every address that records of the given types hold.

    One query for each type that has fields for addresses. Every row counts, published or not.
    """
    for model in kinds:
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, models.URLField)]
        if not names:
            continue
        given = models.Q(*((f"{name}__gt", "") for name in names), _connector=models.Q.OR)
        for record in model._default_manager.filter(given).order_by("pk").iterator(chunk_size=CHUNK):
            yield from ((record, name, getattr(record, name)) for name in names if getattr(record, name))
