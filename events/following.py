"""What was done about a lesson or recommendation, and which of them a record followed up."""

from dataclasses import dataclass

from django.db.models import Q

from index.query import IndexUnavailable, read
from publishing.models import Publication

from .models import FollowUp, Lesson, Recommendation
from .models.followup import CARRIERS


@dataclass(frozen=True)
class Step:
    """A follow-up, and the record that carried it out where everybody may see that record."""

    row: FollowUp
    record: Publication | None


def steps_after(learnt: Lesson | Recommendation) -> list[Step]:
    """Return the follow-ups by date. One query for each kind of record that they name, six at most."""
    rows = list(learnt.follow_ups.all())
    named = [row.carrier for row in rows if row.carrier]
    public = {
        (name, pk): record
        for name in CARRIERS
        if (wanted := [pk for key, pk in named if key == name])
        for pk, record in _model_of(name).objects.published().in_bulk(wanted).items()
    }
    return [Step(row, public.get(row.carrier)) for row in rows]


def followed_up_by(record: Publication) -> list[FollowUp]:
    """Return the follow-ups that `record` carried out of lessons and recommendations that everybody may see."""
    if (record.kind(), record.pk) not in _carriers():
        return []
    name = next(name for name in CARRIERS if _model_of(name) is type(record))
    events = [f"{owner}__{event}" for owner in ("lesson", "recommendation") for event in ("meeting", "visit")]
    return list(_public().filter(**{name: record}).select_related(*events))


def _public():
    """Return the follow-ups of lessons and recommendations that everybody may see."""
    of_lessons = Q(lesson__in=Lesson.objects.published())
    return FollowUp.objects.filter(of_lessons | Q(recommendation__in=Recommendation.objects.published()))


def _model_of(name: str) -> type[Publication]:
    return FollowUp._meta.get_field(name).related_model


def _carriers() -> set[tuple[str, int]]:
    """Return kind and key of all records that carried out something; worked out anew when something changed.

    Most pages have nothing to show here, and asking this takes a tenth of the time of asking the tables.
    """

    def ask(view):
        if "follow-ups" not in view.kept:
            view.kept["follow-ups"] = _carriers_now()
        return view.kept["follow-ups"]

    try:
        return read(ask)
    except IndexUnavailable:
        return _carriers_now()


def _carriers_now() -> set[tuple[str, int]]:
    kinds = [_model_of(name).kind() for name in CARRIERS]
    rows = _public().values_list(*(f"{name}_id" for name in CARRIERS)).order_by().distinct()
    return {(kind, pk) for row in rows for kind, pk in zip(kinds, row, strict=True) if pk}
