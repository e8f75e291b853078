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
# Moves that somebody else has to understand: they want a reason.
WANT_A_REASON = {
    (State.IN_REVIEW, State.DRAFT),
    (State.PUBLISHED, State.DRAFT),
    (State.PUBLISHED, State.ARCHIVED),
}


def is_public(state: str, published_at: dt.datetime | None) -> bool:
    """Tell whether a record in `state`, published at that moment, may be seen by everybody now."""
    return state == State.PUBLISHED and published_at is not None and published_at <= timezone.now()
