"""What is sent in without an account and written on at a private address: its state, and who may move it."""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    STARTED = "started", _("being written")
    SENT = "sent", _("sent")
    CHECKING = "checking", _("being checked")
    ASKED = "asked", _("changes asked")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


SENDER, REVIEWER = "sender", "reviewer"
# Which state may follow which, and who may move it there. The only place that says so.
MOVES = {
    (State.STARTED, State.SENT): SENDER,
    (State.ASKED, State.SENT): SENDER,
    (State.SENT, State.CHECKING): REVIEWER,
    (State.SENT, State.ASKED): REVIEWER,
    (State.SENT, State.DECLINED): REVIEWER,
    (State.CHECKING, State.ASKED): REVIEWER,
    (State.CHECKING, State.ACCEPTED): REVIEWER,
    (State.CHECKING, State.DECLINED): REVIEWER,
}
KEPT_UNSENT = dt.timedelta(days=180)
OPEN_TO_SENDER = (State.STARTED, State.ASKED)


def digest_of(token: str) -> str:
    """Return what is kept of a private address: whoever reads the database cannot open what was sent in."""
    return hashlib.sha256(token.encode()).hexdigest()


class SentInQuerySet(models.QuerySet):
    def with_token(self, token: str):
        """Return what the private address opens, if anything."""
        return self.filter(token_digest=digest_of(token))

    def start(self, language: str, answers: dict, token: str = "", **more) -> tuple["SentIn", str]:
        """Begin one and return it with the token of its private address, which is kept nowhere.

        Where the `token` given has begun one already, that is the one. Those that were never sent are erased after
        `KEPT_UNSENT`.
        """
        self.filter(state=State.STARTED, updated_at__lt=timezone.now() - KEPT_UNSENT).delete()
        token = token or secrets.token_urlsafe(24)
        values = {"language": language, "answers": answers} | more
        row, _is_new = self.get_or_create(token_digest=digest_of(token), defaults=values)
        return row, token


class SentIn(models.Model):
    """Something on its way to the editors. `answers` holds what was typed, by field, right or wrong."""

    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField(_("language of the page"), max_length=12, default="en", editable=False)
    answers = models.JSONField(default=dict, editable=False)
    email = models.EmailField(_("e-mail of the sender"), blank=True, editable=False)
    email_confirmed_at = models.DateTimeField(_("e-mail confirmed at"), null=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.STARTED, editable=False)
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last written at"), auto_now=True)

    mails = ""  # the beginning of the names of its mails
    subject: str = ""  # what its mails are about
    subject_of_link: str = ""  # the first of them

    objects = SentInQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-updated_at", "-pk"]

    @property
    def is_open_to_sender(self) -> bool:
        """Whether the sender may write in it now."""
        return self.state in OPEN_TO_SENDER

    @property
    def reason(self) -> str:
        """What was said with the latest move."""
        latest = self.moves.last()
        return latest.reason if latest else ""

    @property
    def outcome(self):
        """The record that came of it, or None."""
        raise NotImplementedError

    @property
    def open_questions(self):
        """The questions that the sender has not answered yet."""
        return []

    def address(self, token: str) -> str:
        """Return the private address of the sender's page."""
        raise NotImplementedError

    def address_to_confirm(self, token: str, proof: str) -> str:
        """Return the private address at which the sender confirms the e-mail address."""
        raise NotImplementedError

    def check_question(self, reason: str) -> None:
        """Raise ValidationError where changes are asked and nothing says which."""
        raise NotImplementedError

    @classmethod
    def is_reviewed_by(cls, user) -> bool:
        """Tell whether `user` may check what is sent in."""
        return user.has_perm(f"{cls._meta.app_label}.review_{cls._meta.model_name}")

    @transaction.atomic
    def move(self, to: str, by=None, reason: str = "") -> None:
        """Bring it into state `to` and write down who did it; `by` is None for the sender.

        Raises ValidationError where no such move exists or something is missing, PermissionDenied where `by` may not.
        """
        row = type(self).objects.select_for_update().get(pk=self.pk)
        who = MOVES.get((State(row.state), State(to)))
        if who is None:
            raise ValidationError(
                _("A proposal cannot go from “%(old)s” to “%(new)s”.")
                % {"old": State(row.state).label, "new": State(to).label}
            )
        if (who == SENDER) != (by is None) or (by is not None and not self.is_reviewed_by(by)):
            raise PermissionDenied
        if to == State.DECLINED and not reason.strip():
            raise ValidationError(_("Say why it is declined: the sender reads it."))
        if to == State.ASKED:
            self.check_question(reason)
        self.moves.create(before=row.state, after=to, by=by, reason=reason)
        self.state = to
        self.save(update_fields=["state", "updated_at"])


class MoveBase(models.Model):
    """One step on the way: from where to where, when, by whom and why. It is never changed."""

    before = models.CharField(_("from"), max_length=10, choices=State)
    after = models.CharField(_("to"), max_length=10, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        abstract = True
        verbose_name = _("move")
        verbose_name_plural = _("history")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.get_before_display()} → {self.get_after_display()}"
