"""A proposed practice on its way: what was typed, who was asked what, and where it stands."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from practices.models import Practice
from publishing.models import Attachment
from publishing.photographs import Photograph

from ..steps import field_choices
from .sent import MoveBase, SentIn


class Proposal(SentIn):
    """A practice that somebody proposes."""

    practice = models.OneToOneField(
        Practice, models.SET_NULL, null=True, editable=False, related_name="proposal", verbose_name=_("what came of it")
    )

    mails = "mail"
    subject = _("Your proposal")
    subject_of_link = _("Your proposal: continue and confirm")

    class Meta(SentIn.Meta):
        verbose_name = _("proposed practice")
        verbose_name_plural = _("proposed practices")
        permissions = [("review_proposal", "Can review proposed practices")]

    def __str__(self):
        return self.answers.get("title") or str(_("without a title"))

    @property
    def outcome(self):
        return self.practice

    @property
    def open_questions(self):
        return self.questions.filter(answer="")

    def address(self, token: str, step: int | None = None) -> str:
        """Return the private address of the overview or of a step."""
        return reverse("proposals:step", args=[token, step]) if step else reverse("proposals:overview", args=[token])

    def address_to_confirm(self, token, proof):
        return reverse("proposals:confirm", args=[token, proof])

    def check_question(self, reason):
        if not self.open_questions.exists():
            raise ValidationError(_("Ask at least one question beside a field before asking for changes."))


class Move(MoveBase):
    """One step of a proposal's way."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="moves")


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
