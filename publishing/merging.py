"""Letting a change in that was begun some saves ago: what it changed goes in, what others saved since stays."""

import json
from dataclasses import dataclass, field

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model

from audit.models import Act

from .differences import texts_of
from .models.keeping import keep, keep_first, kept_fields, kept_rows, snapshot
from .models.version import Version
from .versions import put_back, without_translations

NOTHING = {"fields": {}, "terms": {}, "rows": {}}


@dataclass(frozen=True)
class Both:
    """What both sides changed: the text when the change was begun, the text that stands, the text of the change."""

    label: str
    begun: str
    now: str
    change: str


class Clash(Exception):
    """A change and what was saved since say different things on the same fields; nothing was written."""

    def __init__(self, fields: list[Both]):
        self.fields = fields
        super().__init__(", ".join(one.label for one in fields))


@transaction.atomic
def let_in(record, waiting: Version, user, wins: str = "") -> list[str]:
    """Put what the change `waiting` changed into the record, keep that as its newest version, return what is missing.

    What others saved since stays, and so do translations: they were no part of the change. `wins` says whose text
    counts where both changed the same: "now" for the one that stands, "change" for the one that waited.

    Raises Clash where there is such a field and `wins` is neither. The caller holds the lock of the record.
    """
    keep_first(record)
    begun, change, now = _sides(record, waiting)
    both = merged(type(record), begun, change, now, keeps_now=wins == "now")
    if both.clashes and wins not in ("now", "change"):
        raise Clash(_texts(type(record), both.clashes, begun, now, change))
    lost = put_back(record, both.data)
    keep(record, user, waiting.reason, Act.LET_IN, detail=f"version {waiting.number}")
    return lost


def with_change(record, waiting: Version) -> dict:
    """Return what the record would say with the change let in, the text of the change where both changed the same."""
    return merged(type(record), *_sides(record, waiting)).data


def _sides(record, waiting: Version) -> tuple[dict, dict, dict]:
    """Return the record when the change was begun, the change, and the record now, as a version would hold them.

    Where nobody kept what it was begun from, all that differs from the change counts as changed since.
    """
    kept = Version.objects.of(record).filter(number=waiting.number - 1, standing=Version.Standing.KEPT).first()
    now = json.loads(json.dumps(snapshot(record), cls=DjangoJSONEncoder))
    begun = kept.data if kept else NOTHING
    return tuple(without_translations(side) for side in (begun, waiting.data, now))


def _texts(model, names: list[str], begun: dict, now: dict, change: dict) -> list[Both]:
    told = [texts_of(model, side) for side in (begun, now, change)]
    labels = {key: label for side in told for key, (label, _text) in side.items()}
    return [Both(labels[key], *(side.get(key, ("", ""))[1] for side in told)) for key in dict.fromkeys(names)]


@dataclass
class Merged:
    """A snapshot with both changes, and the names of the fields and tables in which they clash, as in `differences`."""

    data: dict
    clashes: list[str] = field(default_factory=list)


def merged(model: type[Model], begun: dict, change: dict, now: dict, keeps_now: bool = False) -> Merged:
    """Put what `change` makes of `begun` into `now`, three snapshots of a record of `model`.

    Where both changed the same field or row since, the snapshot says what `change` says or, with `keeps_now`, what
    stands. Terms never clash: those that one side adds or takes out are added and taken out.
    """
    clashes: list[str] = []
    fields = _fields(model, begun["fields"], change["fields"], now["fields"], keeps_now, clashes)
    terms = {
        name: sorted((set(pks) | _new(begun, change, name)) - _gone(begun, change, name))
        for name, pks in now["terms"].items()
    }
    rows = {}
    for name, rel in kept_rows(model).items():
        if name in change["rows"] and name in now["rows"]:
            sides = [{row["pk"]: row for row in side["rows"].get(name, [])} for side in (begun, change, now)]
            rows[name], is_clear = _rows(rel.related_model, *sides, keeps_now)
            if not is_clear:
                clashes.append(name)
    return Merged({"fields": fields, "terms": terms, "rows": rows}, clashes)


def _fields(model, begun: dict, change: dict, now: dict, keeps_now: bool, clashes: list[str]) -> dict:
    said = dict(now)
    for one in kept_fields(model):
        name = one.attname
        if name not in change or change[name] == begun.get(name) or change[name] == now.get(name):
            continue
        is_clash = now.get(name) != begun.get(name) and one.editable  # what is not editable follows from the rest
        if is_clash:
            clashes.append(one.name)
        if not (is_clash and keeps_now):
            said[name] = change[name]
    return said


def _new(begun: dict, change: dict, name: str) -> set:
    return set(change["terms"].get(name, ())) - set(begun["terms"].get(name, ()))


def _gone(begun: dict, change: dict, name: str) -> set:
    return set(begun["terms"].get(name, ())) - set(change["terms"].get(name, ()))


def _rows(model, begun: dict, change: dict, now: dict, keeps_now: bool) -> tuple[list[dict], bool]:
    """Return the rows of one table, and whether nobody changed the same row twice. All three are rows by key.

    A key says nothing of a row that is new on both sides: what was taken back gave its key free again.
    """
    rows, is_clear = [], True
    for pk in dict.fromkeys([*now, *change]):
        old, wanted, stands = begun.get(pk), change.get(pk), now.get(pk)
        if old is None:
            rows += [stands] if stands else []
            rows += [wanted | {"pk": None if stands else pk}] if wanted and not _same(wanted, stands) else []
        elif wanted and stands:
            both = merged(model, old, wanted, stands, keeps_now)
            is_clear = is_clear and not both.clashes
            rows.append({"pk": pk, **both.data})
        else:  # one side took it out: that counts where the other left the row alone
            left = wanted or stands
            is_clash = left is not None and not _same(left, old)
            is_clear = is_clear and not is_clash
            rows += [left] if is_clash and left is (stands if keeps_now else wanted) else []
    return rows, is_clear


def _same(one: dict, other: dict | None) -> bool:
    return other is not None and all(one[part] == other[part] for part in ("fields", "terms", "rows"))
