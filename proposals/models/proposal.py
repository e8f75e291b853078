"""A proposed practice on its way: what was typed, who was asked what, and where it stands."""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practices.models import Practice
from publishing.models import Attachment
from publishing.photographs import Photograph

from ..steps import field_choices


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
    """Return what is kept of a private address: whoever reads the database cannot open the proposals."""
    return hashlib.sha256(token.encode()).hexdigest()


class ProposalQuerySet(models.QuerySet):
    def with_token(self, token: str):
        """Return the proposal, if any, that the private address opens."""
        return self.filter(token_digest=digest_of(token))

    def start(self, language: str, answers: dict) -> tuple["Proposal", str]:
        """Begin a proposal and return it with the token of its private address, which is kept nowhere.

        Those that were never sent are erased after `KEPT_UNSENT`.
        """
        self.filter(state=State.STARTED, updated_at__lt=timezone.now() - KEPT_UNSENT).delete()
        token = secrets.token_urlsafe(24)
        return self.create(token_digest=digest_of(token), language=language, answers=answers), token


class Proposal(models.Model):
    """A practice that somebody proposes. `answers` holds what was typed, by field, right or wrong."""

    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField(_("language of the page"), max_length=12, default="en", editable=False)
    answers = models.JSONField(default=dict, editable=False)
    email = models.EmailField(_("e-mail of the sender"), blank=True, editable=False)
    email_confirmed_at = models.DateTimeField(_("e-mail confirmed at"), null=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.STARTED, editable=False)
    practice = models.OneToOneField(
        Practice, models.SET_NULL, null=True, editable=False, related_name="proposal", verbose_name=_("what came of it")
    )
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last written at"), auto_now=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed practice")
        verbose_name_plural = _("proposed practices")
        ordering = ["-updated_at", "-pk"]
        permissions = [("review_proposal", "Can review proposed practices")]

    def __str__(self):
        return self.answers.get("title") or str(_("without a title"))

    @property
    def is_open_to_sender(self) -> bool:
        """Whether the sender may write in it now."""
        return self.state in OPEN_TO_SENDER

    @property
    def reason(self) -> str:
        """What was said with the latest move."""
        latest = self.moves.last()
        return latest.reason if latest else ""

    def address(self, token: str, step: int | None = None) -> str:
        """Return the private address of the overview or of a step."""
        return reverse("proposals:step", args=[token, step]) if step else reverse("proposals:overview", args=[token])

    @transaction.atomic
    def move(self, to: str, by=None, reason: str = "") -> None:
        """Bring the proposal into state `to` and write down who did it; `by` is None for the sender.

        Raises ValidationError where no such move exists or something is missing, PermissionDenied where `by` may not.
        """
        row = Proposal.objects.select_for_update().get(pk=self.pk)
        who = MOVES.get((State(row.state), State(to)))
        if who is None:
            raise ValidationError(
                _("A proposal cannot go from “%(old)s” to “%(new)s”.")
                % {"old": State(row.state).label, "new": State(to).label}
            )
        if (who == SENDER) != (by is None) or (by is not None and not by.has_perm("proposals.review_proposal")):
            raise PermissionDenied
        if to == State.DECLINED and not reason.strip():
            raise ValidationError(_("Say why it is declined: the sender reads it."))
        if to == State.ASKED and not self.questions.filter(answer="").exists():
            raise ValidationError(_("Ask at least one question beside a field before asking for changes."))
        self.moves.create(before=row.state, after=to, by=by, reason=reason)
        self.state = to
        self.save(update_fields=["state", "updated_at"])


class Move(models.Model):
    """One step of a proposal's way: from where to where, when, by whom and why. It is never changed."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="moves")
    before = models.CharField(_("from"), max_length=10, choices=State)
    after = models.CharField(_("to"), max_length=10, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("history")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.get_before_display()} → {self.get_after_display()}"


class Question(models.Model):
    """What editors ask the sender beside one field, and the sender's answer."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="questions")
    field = models.CharField(_("field"), max_length=40, choices=field_choices)
    text = models.TextField(_("question"))
    answer = models.TextField(_("answer"), blank=True)
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["pk"]

    def __str__(self):
        return self.text


class ProposalPhotograph(Photograph):
    owner = models.ForeignKey(Proposal, models.CASCADE, related_name="photographs")


class ProposalDocument(Attachment):
    owner = models.ForeignKey(Proposal, models.CASCADE, related_name="documents")
