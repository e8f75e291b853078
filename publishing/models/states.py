"""The states of a record, which may follow which, and the power that each move takes. The only place that says so."""

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "review", _("in review")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")


MOVES = {
    (State.DRAFT, State.IN_REVIEW): "change",
    (State.IN_REVIEW, State.DRAFT): "change",
    (State.DRAFT, State.PUBLISHED): "publish",
    (State.IN_REVIEW, State.PUBLISHED): "publish",
    (State.PUBLISHED, State.DRAFT): "publish",
    (State.PUBLISHED, State.ARCHIVED): "publish",
    (State.DRAFT, State.ARCHIVED): "change",
    (State.IN_REVIEW, State.ARCHIVED): "change",
    (State.ARCHIVED, State.DRAFT): "change",
}
# What was public before left the site by a decision, and only who may decide so brings it back to the desk: as a draft
# it is changed freely, while a change of an archived record waits.
MOVES_OF_WHAT_WAS_PUBLIC = {(State.ARCHIVED, State.DRAFT): "publish"}
# Moves that somebody else has to understand: they want a reason.
WANT_A_REASON = {
    (State.IN_REVIEW, State.DRAFT),
    (State.PUBLISHED, State.DRAFT),
    (State.PUBLISHED, State.ARCHIVED),
}


def power_for(step: tuple[str, str], was_public: bool) -> str | None:
    """Return the power that a move takes, as the table of this module says; None where there is no such move."""
    return (MOVES | MOVES_OF_WHAT_WAS_PUBLIC if was_public else MOVES).get(step)


def is_public(state: str, published_at: dt.datetime | None) -> bool:
    """Tell whether a record in `state`, published at that moment, may be seen by everybody now."""
    return state == State.PUBLISHED and published_at is not None and published_at <= timezone.now()
