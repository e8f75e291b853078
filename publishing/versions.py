"""Going back to a version of a record: its fields, terms and rows as they stood then."""

from django.db import models, transaction

from audit.models import Act

from .models.keeping import keep as keep
from .models.keeping import keep_first as keep_first
from .models.keeping import keep_first_many as keep_first_many
from .models.keeping import keep_many as keep_many
from .models.keeping import kept_fields, kept_rows
from .models.keeping import owned_rows as owned_rows
from .models.keeping import snapshot as snapshot
from .models.keeping import snapshots as snapshots
from .models.version import Version


@transaction.atomic
def restore(record, version: Version, user, reason: str = "") -> list[str]:
    """Make the record say again what `version` says, keep that as its newest version, and return what is missing.

    State and dates of publication stay as they are. What a version names and nobody has any more, as a deleted topic,
    is left out and named in the sentences that come back. Those who do not decide on translations leave them alone.
    A record keeps the address at which it was public.
    """
    keep_first(record)
    is_whole = _may_bring_translations_back(record, user)
    lost = put_back(record, version.data if is_whole else without_translations(version.data))
    keep(record, user, reason, Act.RESTORED, detail=f"version {version.number}")
    return lost


def _may_bring_translations_back(record, user) -> bool:
    """Tell whether `user` (None for the portal itself) decides on texts in every language."""
    return user is None or (record.allows(user, "translate") and record.allows(user, "delete"))


def without_translations(data: dict) -> dict:
    """Return a snapshot that leaves the translations of its record as they are."""
    return data | {"rows": {name: rows for name, rows in data["rows"].items() if name != "translations"}}


def put_back(record, data: dict) -> list[str]:
    """Give the record the fields, terms and rows of a snapshot; return the names of what is no longer there."""
    lost: list[str] = []
    _set_fields(record, _at_its_address(record, data["fields"]), lost)
    record.save()
    _set_terms(record, data["terms"], lost)
    for name, rel in kept_rows(type(record)).items():
        if name in data["rows"]:
            _set_rows(record, rel, data["rows"][name], lost)
    for name in list(getattr(record, "_prefetched_objects_cache", {})):
        del record._prefetched_objects_cache[name]
    if hasattr(record, "note_change"):
        record.note_change()
    return lost


def _at_its_address(record, values: dict) -> dict:
    """Return the values without an address that the record cannot have: it was public at another, or it is taken."""
    slug = values.get("slug")
    others = type(record)._base_manager.filter(slug=slug).exclude(pk=record.pk)
    if slug is None or (record.published_at is None and not others.exists()):
        return values
    return {name: value for name, value in values.items() if name != "slug"}


def _set_fields(row: models.Model, values: dict, lost: list[str]) -> None:
    for field in kept_fields(type(row)):
        if field.attname not in values:
            continue
        value = values[field.attname]
        if isinstance(field, models.ForeignKey) and value is not None:
            value = field.target_field.to_python(value)
            if not field.related_model._base_manager.filter(pk=value).exists():
                lost.append(f"{field.verbose_name} {value}")
                if not field.null:
                    raise _Unplaceable
                value = None
        setattr(row, field.attname, value if field.is_relation else field.to_python(value))


class _Unplaceable(Exception):
    """A row leans on something that no longer exists."""


def _set_terms(row: models.Model, terms: dict, lost: list[str]) -> None:
    for name, pks in terms.items():
        model = row._meta.get_field(name).related_model
        there = set(model._base_manager.filter(pk__in=pks).values_list("pk", flat=True))
        lost += [f"{model._meta.verbose_name} {pk}" for pk in pks if pk not in there]
        getattr(row, name).set(there)


def _set_rows(owner: models.Model, rel, kept: list[dict], lost: list[str]) -> None:
    """Bring the rows of one table back: change those that are there, make those that are not, delete the others."""
    model = rel.related_model
    there = {row.pk: row for row in model._base_manager.filter(**{rel.field.name: owner})}
    wanted = {data["pk"] for data in kept}
    for pk in set(there) - wanted:
        there.pop(pk).delete()
    for data in kept:
        row = there.get(data["pk"]) or _anew(model, data["pk"])
        try:
            _set_fields(row, {**data["fields"], rel.field.attname: owner.pk}, lost)
        except _Unplaceable:
            continue
        row.save()
        _set_terms(row, data["terms"], lost)
        for name, inner in kept_rows(model).items():
            if name in data["rows"]:
                _set_rows(row, inner, data["rows"][name], lost)


def _anew(model: type[models.Model], pk: int) -> models.Model:
    """Return a row to be made again, under its old key where that is free: translations name rows by key."""
    return model() if model._base_manager.filter(pk=pk).exists() else model(pk=pk)
