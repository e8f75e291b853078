"""The assessment of a practice by named experts, who say what they hold of it and why."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..grading import MAX_POINTS, MIN_ASSESSORS, Criterion
from .practice import Practice

REVIEW_AFTER = dt.timedelta(days=3 * 365)


def review_day() -> dt.date:
    """Return the day, three years from now, by which a new assessment is due."""
    return timezone.localdate() + REVIEW_AFTER


class Assessment(models.Model):
    """What at least two experts gave a practice by six criteria on one day. It remembers the text it was made on."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="assessments", verbose_name=_("practice"))
    assessed_on = models.DateField(_("assessed on"), default=timezone.localdate)
    review_due_on = models.DateField(_("next review due on"), default=review_day)
    text_digest = models.CharField(max_length=64, editable=False, blank=True, default="")

    is_kept_apart = True  # the experts' word: no version of the practice takes it back

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-assessed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(review_due_on__gt=F("assessed_on")),
                name="assessment_is_reviewed_after_it_was_made",
                violation_error_message=_("The next review must lie after the assessment."),
            )
        ]

    def __str__(self):
        return f"{self.practice}, {self.assessed_on}"

    def save(self, *args, **kwargs):
        self.text_digest = self.text_digest or self.practice.digest_of_texts()
        super().save(*args, **kwargs)

    @property
    def scores_by_criterion(self) -> dict[str, int]:
        """Points by criterion, in the order of the criteria."""
        given = {score.criterion: score.points for score in self.scores.all()}
        return {name: given[name] for name in Criterion.values if name in given}

    @property
    def total(self) -> int:
        """The points of all criteria, 0 to 18."""
        return sum(self.scores_by_criterion.values())

    @property
    def is_complete(self) -> bool:
        """Whether at least two experts signed and every criterion has its points."""
        return len(self.scores_by_criterion) == len(Criterion) and len(self.assessors.all()) >= MIN_ASSESSORS

    @property
    def is_of_older_text(self) -> bool:
        """Whether the practice was changed since."""
        return self.text_digest != self.practice.digest_of_texts()

    @property
    def is_overdue(self) -> bool:
        return self.review_due_on < timezone.localdate()


class Assessor(models.Model):
    """An expert who signs an assessment, with role and declared interest."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="assessors")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=200, help_text=_("As “researcher, University of Ghent”."))
    interest = models.TextField(
        _("declared interest"), help_text=_("Any tie to those who run the practice, or “none”. It is published.")
    )

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "name"],
                name="assessor_signs_once",
                violation_error_message=_("This expert has signed already. An assessment takes two different experts."),
            )
        ]

    def __str__(self):
        return self.name


class Score(models.Model):
    """The points for one criterion, with the reason."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    criterion = models.CharField(_("criterion"), max_length=20, choices=Criterion)
    points = models.PositiveSmallIntegerField(
        _("points"), validators=[MaxValueValidator(MAX_POINTS)], help_text=_("0 not met, 1 partly, 2 well, 3 fully.")
    )
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("points for a criterion")
        verbose_name_plural = _("points by criterion")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"],
                name="score_once_a_criterion",
                violation_error_message=_("This criterion has its points already."),
            ),
            models.CheckConstraint(condition=Q(points__lte=MAX_POINTS), name="score_is_at_most_three"),
            models.CheckConstraint(condition=~Q(reason=""), name="score_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.get_criterion_display()}: {self.points}"

    def clean(self):
        super().clean()
        if not self.reason.strip():
            raise ValidationError({"reason": _("Say why: points without a reason help nobody.")})
