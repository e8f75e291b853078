"""Practices and projects: what was done, for whom, with what result, with what money.

Knows publishing and the directory; does not know networks or meetings.
"""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.dates import EDTFField
from directory.wording import describe
from publishing.models import Attachment, Citation, Publication, PublicationQuerySet


class PracticeQuerySet(PublicationQuerySet):
    def for_listing(self):
        return self.prefetch_related("countries")

    def for_index(self):
        return super().for_index().prefetch_related("places", "funding_shares__fund", "partners__organisation")


class Practice(Publication):
    """A measure, project or regular service for the integration of migrants, told so that others can repeat it."""

    class Kind(models.TextChoices):
        PROJECT = "project", _("project")
        MEASURE = "measure", _("measure")
        SERVICE = "service", _("regular service")

    kind_of_practice = models.CharField(_("kind"), max_length=12, choices=Kind)
    places = models.ManyToManyField("directory.Place", blank=True, related_name="practices", verbose_name=_("places"))
    challenge = models.TextField(_("challenge"), blank=True)
    goals = models.TextField(_("goals"), blank=True)
    how_it_works = models.TextField(_("how it works"), blank=True)
    results = models.TextField(_("results"), blank=True)
    beneficiaries = models.TextField(_("who benefits"), blank=True)
    evaluation = models.TextField(_("evaluation"), blank=True)
    failures = models.TextField(_("what did not work"), blank=True)
    next_steps = models.TextField(_("what comes next"), blank=True, help_text=_("One a line."))
    period = EDTFField(_("from when to when"), blank=True)
    is_regular_service = models.BooleanField(_("became a regular service"), default=False)

    objects = PracticeQuerySet.as_manager()

    class Meta(Publication.Meta):
        verbose_name = _("practice")
        verbose_name_plural = _("practices")

    @property
    def card_meta(self) -> list[str]:
        places = [country.label for country in self.countries.all()]
        return [
            str(self.get_kind_of_practice_display()).capitalize(),
            *places,
            *([describe(self.period)] if self.period else []),
        ]

    def index_texts(self):
        texts = [
            self.summary, self.challenge, self.goals, self.how_it_works, self.results, self.beneficiaries,
            self.evaluation, self.failures, self.next_steps,
        ]  # fmt: skip
        partners = [str(partner.organisation or partner.name) for partner in self.partners.all()]
        return texts + partners + [place.name for place in self.places.all()]

    def index_facets(self):
        return super().index_facets() | {
            "type": [self.kind_of_practice],
            "place": [place.slug for place in self.places.all()],
            "fund": sorted({share.fund.slug for share in self.funding_shares.all() if share.fund}),
            "organisation": sorted({p.organisation.slug for p in self.partners.all() if p.organisation}),
            "year": [str(year) for year in self.running_years(dt.date.today().year + 5)],
        }

    def running_years(self, last: int) -> range:
        """Return the calendar years in which the practice ran, up to `last`; empty where no beginning is known."""
        if self.period_from is None:
            return range(0)
        is_open = self.is_regular_service or self.period_until is None
        return range(self.period_from.year, (last if is_open else min(self.period_until.year, last)) + 1)

    def index_date(self):
        return self.period_from.toordinal() if self.period_from else None


class PracticeCitation(Citation):
    owner = models.ForeignKey(Practice, models.CASCADE, related_name="citations")


class PracticeDocument(Attachment):
    owner = models.ForeignKey(Practice, models.CASCADE, related_name="documents")


class Partner(models.Model):
    """An organisation with its part in a practice."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("name, if it is not in the directory"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False) | ~models.Q(name=""),
                name="partner_is_named",
                violation_error_message=_("Choose an organisation or write the partner's name."),
            )
        ]

    def __str__(self):
        return str(self.organisation or self.name)


class FundingShare(models.Model):
    """Money from one fund for a practice, as a number and as the source writes it."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="funding_shares")
    fund = models.ForeignKey(
        "directory.Fund", models.PROTECT, null=True, blank=True, related_name="practice_shares", verbose_name=_("fund")
    )
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    amount_as_written = models.CharField(_("amount as written"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("funding")
        verbose_name_plural = _("funding")
        ordering = ["pk"]

    def __str__(self):
        return str(self.fund or self.amount_as_written or self.note)


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
