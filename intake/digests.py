"""How records stand in the database, as one digest each: what tells whether an editor changed them since a load.

Only what a record says counts: a field that a later version of the portal adds is empty, or as it is by default, in
every record that stood before, and must not look like an editor's change.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Field, Model

from .specs import OWN_FIELDS, children, many

CHUNK = 500


def digests(model: type[Model], pks: Iterable[int]) -> dict[int, str]:
    """Return for each key the digest of the record with its terms and the rows that belong to it, as they stand now.

    A handful of queries for each few hundred records. Keys without a record are left out.
    """
    wanted = sorted(pks)
    found: dict[int, str] = {}
    for start in range(0, len(wanted), CHUNK):
        shots = _snapshots(model, "pk", wanted[start : start + CHUNK], OWN_FIELDS - {"state"})
        _add_rows(model, shots)
        for pk, shot in shots.items():
            text = json.dumps(shot, sort_keys=True, default=str)
            found[pk] = hashlib.sha256(text.encode()).hexdigest()
    return found


def _snapshots(model: type[Model], path: str, keys: list[int], without: set[str]) -> dict[int, dict]:
    """Return the fields and the terms of the rows whose `path` is among the keys, by their own key."""
    rows = model._base_manager.filter(**{f"{path}__in": keys}).order_by("pk")
    fields = [field for field in model._meta.concrete_fields if field.name not in without]
    shots = {row.pk: said(fields, row) for row in rows}
    for name, field in many(model).items():
        own, other = field.m2m_column_name(), field.m2m_reverse_name()
        ties = field.remote_field.through._base_manager.filter(**{f"{own}__in": list(shots)})
        terms = defaultdict(list)
        for owner, term in ties.values_list(own, other):
            terms[owner].append(term)
        for pk, own_terms in terms.items():
            shots[pk][name] = sorted(own_terms)
    return shots


def said(fields: Iterable[Field], row: Model) -> dict:
    """Return the values of a row that are neither empty nor what the field holds by itself."""
    values = {field: field.value_from_object(row) for field in fields}
    return {field.attname: value for field, value in values.items() if value not in (None, "", _by_itself(field))}


def _by_itself(field: Field):
    return None if callable(field.default) or not field.has_default() else field.default


def _add_rows(model: type[Model], shots: dict[int, dict]) -> None:
    for name, rel in children(model).items():
        owner = rel.field.attname
        for row in _snapshots(rel.related_model, rel.field.name, list(shots), {"id"}).values():
            shots[row[owner]].setdefault(name, []).append(row)
