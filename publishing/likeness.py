"""A record as a version tells it, to be shown and never saved: its fields, terms and rows, held in memory only."""

from django.db.models import ForeignKey, Model, OrderBy

from .models.keeping import kept_fields, kept_rows


def resemble(record: Model, data: dict) -> Model:
    """Let the record say what a snapshot says, without a write, and return it; it keeps its address.

    What the snapshot names and nobody has any more is left out, as when a version comes back.
    """
    _put_fields(record, {name: value for name, value in data["fields"].items() if name != "slug"})
    _put_lists(record, data)
    record.work_out()
    return record


def told_rows(record: Model, accessor: str) -> list | None:
    """Return what a likeness tells of one of its lists; None where the record's rows are still to be asked for."""
    held = getattr(record, "_prefetched_objects_cache", {})
    return list(held[accessor]) if accessor in held else None


def published_of(record: Model, accessor: str):
    """Return those records of one list that everybody may see, of a likeness or of the record itself."""
    told = told_rows(record, accessor)
    return getattr(record, accessor).published() if told is None else [one for one in told if one.is_published]


def _put_fields(row: Model, values: dict) -> bool:
    """Set the fields; return False where the row leans on something that no longer exists."""
    for field in kept_fields(type(row)):
        if field.attname not in values:
            continue
        value = values[field.attname]
        if isinstance(field, ForeignKey) and value is not None:
            value = field.target_field.to_python(value)
            if not field.related_model._base_manager.filter(pk=value).exists():
                value = None
                if not field.null:
                    return False
        setattr(row, field.attname, value if field.is_relation else field.to_python(value))
    return True


def _put_lists(row: Model, data: dict) -> None:
    for name, pks in data["terms"].items():
        model = row._meta.get_field(name).related_model
        _hold(row, name, list(model._default_manager.filter(pk__in=pks)))
    for name, rel in kept_rows(type(row)).items():
        if name in data["rows"]:
            _hold(row, name, _rows(row, rel, data["rows"][name]))


def _rows(owner: Model, rel, kept: list[dict]) -> list[Model]:
    model, rows = rel.related_model, []
    for data in kept:
        row = model(pk=data["pk"] or 0)  # 0 where it has none yet: no page or file has that number
        row._state.adding, row._state.db = False, owner._state.db
        if _put_fields(row, {name: value for name, value in data["fields"].items() if name != rel.field.attname}):
            setattr(row, rel.field.name, owner)
            _put_lists(row, data)
            rows.append(row)
    for term in reversed(model._meta.ordering or ["pk"]):
        _sort(rows, term)
    return rows


def _sort(rows: list[Model], term: str | OrderBy) -> None:
    """Sort as the database does; rows without a value count as the lowest."""
    if isinstance(term, OrderBy):
        path, is_down = term.expression.name, term.descending
    else:
        path, is_down = term.removeprefix("-"), term.startswith("-")
    rows.sort(key=lambda row: _key(row, path), reverse=is_down)


def _key(row: Model, path: str) -> tuple:
    value = row
    for step in path.split("__"):
        value = getattr(value, step, None)
    return value is not None, value if value is not None else 0


def _hold(record: Model, accessor: str, rows: list[Model]) -> None:
    held = getattr(record, accessor).model._default_manager.all()
    held._result_cache, held._prefetch_done = rows, True
    record.__dict__.setdefault("_prefetched_objects_cache", {})[accessor] = held
