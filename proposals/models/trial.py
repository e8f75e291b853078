"""“We tried this”: what somebody tells of taking a published practice over, on its way to an adoption."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models import Adoption
from practices.models import Practice

from .sent import MoveBase, SentIn


class Trial(SentIn):
    """What somebody tells of having tried a practice, or of planning to."""

    practice = models.ForeignKey(
        Practice, models.CASCADE, editable=False, related_name="trials", verbose_name=_("practice")
    )
    adoption = models.OneToOneField(
        Adoption, models.SET_NULL, null=True, editable=False, related_name="trial", verbose_name=_("what came of it")
    )

    mails = "trial_mail"
    subject = subject_of_link = _("We tried this")

    class Meta(SentIn.Meta):
        verbose_name = _("practice tried by a reader")
        verbose_name_plural = _("practices tried by readers")
        permissions = [("review_trial", "Can review what readers tell of trying practices")]

    def __str__(self):
        return ": ".join(part for part in (self.answers.get("adopter", ""), str(self.practice)) if part)

    @property
    def outcome(self):
        return self.adoption

    def address(self, token):
        return reverse("proposals:own-trial", args=[token])

    def address_to_confirm(self, token, proof):
        return reverse("proposals:confirm-trial", args=[token, proof])

    def check_question(self, reason):
        if not reason.strip():
            raise ValidationError(_("Say what is to be changed: the sender reads it."))


class TrialMove(MoveBase):
    """One step on the way of what a reader told."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="moves")
