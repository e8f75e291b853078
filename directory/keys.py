"""By what a record is known in addresses and files: one field of each type, the first of these that it has."""

from django.db.models import Model

KEYS = ("slug", "code", "reference")


def key_field(model: type[Model]) -> str:
    """Return the name of the field by which records of `model` are known."""
    names = {field.name for field in model._meta.concrete_fields}
    return next(key for key in KEYS if key in names)
