"""What was done about a lesson or a recommendation, and to whom recommendations are addressed."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.dates import EDTFField

from .meeting import Meeting
from .report import Lesson, MeetingReport, Recommendation
from .visit import Exchange, StudyVisit


class Addressee(models.Model):
    """One kind of body that a recommendation is addressed to; the source's own words stand in the recommendation."""

    class Kind(models.TextChoices):
        EU = "eu-institutions", _("EU institutions")
        NATIONAL = "national-authorities", _("national authorities")
        LOCAL = "regions-and-cities", _("regions and cities")
        PUBLIC = "public-authorities", _("public authorities of any level")
        CIVIL_SOCIETY = "civil-society", _("civil society")
        NETWORKS = "networks", _("networks")
        SOCIAL_PARTNERS = "employers-and-social-partners", _("employers and social partners")
        EDUCATION = "education-providers", _("education and training providers")
        RESEARCH = "research", _("research")
        FUNDERS = "funders", _("funds and donors")

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="addressees")
    kind = models.CharField(_("kind of addressee"), max_length=40, choices=Kind)

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "kind"],
                name="addressee_once_a_recommendation",
                violation_error_message=_("This kind of addressee is named twice. Take one out."),
            )
        ]

    def __str__(self):
        return str(self.get_kind_display())


# The records that may carry out what was learnt, by the key that names them.
CARRIERS = ("network", "practice", "meeting", "visit", "exchange", "report")


def _one_at_most(names: tuple[str, ...]) -> Q:
    """Return the condition that no more than one of the keys is set."""
    only = [Q(**{f"{other}__isnull": True for other in names if other != name}) for name in names]
    return reduce(or_, only)


def _link(to, label) -> models.ForeignKey:
    """Return a key to a record that may go: the text of what was done stays."""
    return models.ForeignKey(to, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=label)


class FollowUp(models.Model):
    """Something that was done about a lesson or a recommendation, with the record that carries it out, if there is one.

    It shows wherever its lesson or recommendation does; the link to a record only while that one is published.
    """

    lesson = models.ForeignKey(Lesson, models.CASCADE, null=True, blank=True, related_name="follow_ups")
    recommendation = models.ForeignKey(Recommendation, models.CASCADE, null=True, blank=True, related_name="follow_ups")
    text = models.TextField(_("what was done"))
    when = EDTFField(_("when"), blank=True)
    network = _link("networks.Network", _("network"))
    practice = _link("practices.Practice", _("practice"))
    meeting = _link(Meeting, _("meeting"))
    visit = _link(StudyVisit, _("study visit"))
    exchange = _link(Exchange, _("exchange"))
    report = _link(MeetingReport, _("meeting report"))
    source = models.ForeignKey(
        "directory.Source", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    locator = models.CharField(
        _("place in the source"), max_length=200, blank=True, help_text=_("As “page 12” or “slide 4”.")
    )

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = [models.F("when_from").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lesson__isnull=False, recommendation__isnull=True)
                | Q(lesson__isnull=True, recommendation__isnull=False),
                name="followup_is_of_a_lesson_or_a_recommendation",
                violation_error_message=_("A follow-up belongs to a lesson or to a recommendation, one of the two."),
            ),
            models.CheckConstraint(
                condition=_one_at_most(CARRIERS),
                name="followup_names_one_record_at_most",
                violation_error_message=_(
                    "Name one record at most: a network, practice, meeting, visit, exchange or report. "
                    "For a second one, add another follow-up."
                ),
            ),
            models.CheckConstraint(condition=~Q(text=""), name="followup_says_what_was_done"),
        ]

    def __str__(self):
        return self.text[:80]

    @property
    def learnt(self) -> Lesson | Recommendation:
        """The lesson or recommendation that it belongs to."""
        return self.lesson or self.recommendation

    @property
    def carrier(self) -> tuple[str, int] | None:
        """Name and value of the key that is set, as ("practice", 12); None where the text stands alone."""
        set_keys = ((name, getattr(self, f"{name}_id")) for name in CARRIERS)
        return next(((name, pk) for name, pk in set_keys if pk), None)
