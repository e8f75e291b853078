"""What belongs to a practice: its sources, files, partners, money, numbers, pictures and translations."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from directory.dates import EDTFField
from directory.models import Organisation
from publishing.models import Attachment, Citation, Translation
from publishing.photographs import Photograph

from .practice import Practice


class PracticeCitation(Citation):
    owner = models.ForeignKey(Practice, models.CASCADE, related_name="citations")


class PracticeDocument(Attachment):
    owner = models.ForeignKey(Practice, models.CASCADE, related_name="documents")


class PracticePhotograph(Photograph):
    owner = models.ForeignKey(Practice, models.CASCADE, related_name="photographs")


class PracticeTranslation(Translation):
    owner = models.ForeignKey(Practice, models.CASCADE, related_name="translations")


class Partner(models.Model):
    """An organisation with its part in a practice."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    name = models.CharField(_("name, if it is not in the directory"), max_length=200, blank=True)
    kind_of_body = models.CharField(
        _("type, if it is not in the directory"), max_length=30, choices=Organisation.Kind, blank=True
    )
    is_implementer = models.BooleanField(_("runs the practice"), default=False)
    role = models.CharField(_("role"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["-is_implementer", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(name=""),
                name="partner_is_named",
                violation_error_message=_("Choose an organisation or write the partner's name."),
            )
        ]

    def __str__(self):
        return str(self.organisation or self.name)

    @property
    def kind(self) -> str:
        """The type of body, one of `Organisation.Kind`, "" where it is not known."""
        return self.organisation.kind if self.organisation else self.kind_of_body


class FundingShare(models.Model):
    """Money from one fund for a practice, as a number and as the source writes it."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="funding_shares")
    fund = models.ForeignKey(
        "directory.Fund", models.PROTECT, null=True, blank=True, related_name="practice_shares", verbose_name=_("fund")
    )
    amount = models.DecimalField(
        _("amount"), max_digits=15, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    percent = models.DecimalField(
        _("share in per cent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    amount_as_written = models.CharField(_("amount as written"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("funding")
        verbose_name_plural = _("funding")
        ordering = ["pk"]

    def __str__(self):
        return str(self.fund or self.amount_as_written or self.note)


class Cost(models.Model):
    """What a practice cost, in all or in one part, in one period."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="costs")
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2, validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    period = EDTFField(_("period"), blank=True)
    note = models.CharField(_("for what"), max_length=200, blank=True, help_text=_("As “a year” or “per participant”."))

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        ordering = ["period_from", "pk"]

    def __str__(self):
        return f"{self.amount} {self.currency}"


class ParticipantCount(models.Model):
    """How many took part or were reached, of whom, and when that number held, with the source's reserve."""

    class Qualifier(models.TextChoices):
        EXACTLY = "", _("exactly")
        ABOUT = "about", _("about")
        MORE_THAN = "more-than", _("more than")
        AT_LEAST = "at-least", _("at least")
        NEARLY = "nearly", _("nearly")

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="participants")
    qualifier = models.CharField(_("the number is"), max_length=10, choices=Qualifier, blank=True, default="")
    number = models.PositiveIntegerField(_("number"))
    unit = models.CharField(_("of whom or what"), max_length=120, help_text=_("As “refugees”, “families” or “pairs”."))
    as_of = EDTFField(_("held when"), blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("number reached")
        verbose_name_plural = _("numbers reached")
        ordering = [F("as_of_from").desc(nulls_last=True), "pk"]

    def __str__(self):
        return f"{self.number_in_words} {self.unit}"

    @property
    def number_in_words(self) -> str:
        """The number with its reserve, as "about 11,900" in the way the reader's language writes numbers."""
        number = number_format(self.number, force_grouping=True)
        return f"{self.get_qualifier_display()} {number}" if self.qualifier else number


class Link(models.Model):
    """An address on the web that belongs to a practice."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="links")
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("address on the web"), max_length=500)
    language = models.CharField(_("language"), max_length=12, default="en")

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["pk"]

    def __str__(self):
        return self.title
