"""Translations of records: one row for each record and language, with a state of its own."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Translation(models.Model):
    """The texts of a record in another language. A child says its `owner` and a constraint; the rest stands here.

    `texts` and `source` map the keys of `Told.texts_by_key` to texts: what the translator wrote, and what
    the original said at that time, so that a later change of the original shows with its difference.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        MACHINE = "machine", _("machine draft")
        APPROVED = "approved", _("approved")

    language = models.CharField(_("language"), max_length=12)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    texts = models.JSONField(_("texts"), default=dict)
    source = models.JSONField(default=dict, editable=False)
    made_from = models.PositiveIntegerField(_("made from version"), default=0, editable=False)
    translator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("translator")
    )
    credit = models.CharField(_("translated by"), max_length=120, blank=True)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)
    outdated_at = models.DateTimeField(_("out of date since"), null=True, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)  # when its translators were mailed that it is out of date

    class Meta:
        abstract = True
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "language"],
                name="%(app_label)s_%(class)s_is_one_a_language",
                violation_error_message=_("There is a translation into this language already."),
            )
        ]

    def __str__(self):
        return f"{self.owner} ({self.language})"

    def clean(self):
        super().clean()
        if self.owner_id and self.language == self.owner.language:
            raise ValidationError({"language": _("That is the language of the original. Choose another one.")})

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED

    @property
    def is_current(self) -> bool:
        """Whether the original still says what was translated."""
        return self.source == self.owner.texts_by_key()

    def mark(self, texts: dict[str, str]) -> None:
        """Store whether `texts`, those of the original now, are what was translated: lists ask for it."""
        if self.is_marked_anew(texts):
            rows = type(self)._base_manager.filter(pk=self.pk)
            rows.update(outdated_at=self.outdated_at, told_at=self.told_at)

    def is_marked_anew(self, texts: dict[str, str]) -> bool:
        """Work out the same without storing it; tell whether it is other than it was."""
        before = self.outdated_at, self.told_at
        now = (None, None) if self.source == texts else (self.outdated_at or timezone.now(), self.told_at)
        self.outdated_at, self.told_at = now
        return now != before
