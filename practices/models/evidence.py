"""What is known about a practice: the editors' check, and the studies that looked at it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..grading import DESIGN_LEVELS, Design, Outcome
from .practice import Practice


class EditorialCheck(models.Model):
    """The editors' answers, of one day, to public yes-or-no questions. The latest check counts; none is overwritten."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="editorial_checks")
    is_about_integration = models.BooleanField(_("It is about integration."), null=True, blank=True)
    is_for_third_country_background = models.BooleanField(
        _("It is for people of third-country background who stay legally in the EU."), null=True, blank=True
    )
    is_a_year_old = models.BooleanField(_("It is at least a year old."), null=True, blank=True)
    has_clear_context = models.BooleanField(_("Its context is clear."), null=True, blank=True)
    has_clear_aims = models.BooleanField(_("Its aims and activities are clear."), null=True, blank=True)
    is_relevant = models.BooleanField(
        _("It is relevant: it meets a known need and involves those concerned."), null=True, blank=True
    )
    is_transferable = models.BooleanField(
        _("It can be transferred: it goes on after its first phase, or could be repeated elsewhere."),
        null=True,
        blank=True,
    )
    checked_on = models.DateField(_("checked on"), default=timezone.localdate)
    note = models.TextField(_("note"), blank=True)

    RULES = (
        "is_about_integration", "is_for_third_country_background", "is_a_year_old", "has_clear_context",
        "has_clear_aims", "is_relevant", "is_transferable",
    )  # fmt: skip

    class Meta:
        verbose_name = _("editorial check")
        verbose_name_plural = _("editorial checks")
        ordering = ["-checked_on", "-pk"]

    def __str__(self):
        return str(self.checked_on)

    @property
    def answers(self) -> list[tuple[str, bool | None]]:
        """Each rule as a sentence, with yes (True), no (False) or not answered (None)."""
        return [(str(self._meta.get_field(name).verbose_name), getattr(self, name)) for name in self.RULES]

    @property
    def is_passed(self) -> bool:
        return all(answer for _rule, answer in self.answers)


class EvidenceItem(models.Model):
    """One study, count or report about what a practice brought about."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="evidence_items")
    kind = models.CharField(_("kind of study"), max_length=20, choices=Design)
    title = models.CharField(_("title of the study"), max_length=300, blank=True)
    design = models.TextField(_("design"), blank=True, help_text=_("Who was asked or measured, when, against what."))
    sample = models.PositiveIntegerField(_("size of the sample"), null=True, blank=True)
    sample_unit = models.CharField(
        _("unit of the sample"), max_length=80, blank=True, help_text=_("As “participants” or “families”.")
    )
    outcome = models.CharField(_("what it found"), max_length=10, choices=Outcome)
    finding = models.TextField(_("finding"), help_text=_("In your own words, with the figures."))
    is_replication = models.BooleanField(
        _("made elsewhere"), default=False, help_text=_("The practice was repeated and studied at another place.")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1950), MaxValueValidator(2100)]
    )
    url = models.URLField(_("address on the web"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["-year", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(finding=""), name="evidence_says_what_was_found"),
        ]

    def __str__(self):
        return self.title or str(self.get_kind_display())

    @property
    def level(self) -> int:
        """The evidence level that its design alone would give."""
        return DESIGN_LEVELS[Design(self.kind)]
