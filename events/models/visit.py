"""Study visits and exchanges: who went where, who helped whom, and what came of it."""

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from directory.dates import EDTFField
from publishing.models import Attachment, Citation, Translation

from .base import Event, EventQuerySet


class StudyVisitQuerySet(EventQuerySet):
    def for_index(self):
        return super().for_index().prefetch_related("visited_places__country", "visited_organisations")


class StudyVisit(Event):
    """A visit of practitioners to a host that shows them how it works."""

    host = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits_hosted",
        verbose_name=_("host"),
    )
    visited_places = models.ManyToManyField(
        "directory.Place", blank=True, related_name="visits", verbose_name=_("places visited")
    )
    visited_organisations = models.ManyToManyField(
        "directory.Organisation", blank=True, related_name="visits", verbose_name=_("organisations visited")
    )
    countries_taking_part = models.PositiveSmallIntegerField(
        _("number of countries taking part"), null=True, blank=True
    )
    delegation_rule = models.TextField(_("who makes up a delegation"), blank=True)
    practices = models.ManyToManyField(
        "practices.Practice", blank=True, related_name="study_visits", verbose_name=_("practices shown")
    )

    objects = StudyVisitQuerySet.as_manager()

    class Meta(Event.Meta):
        verbose_name = _("study visit")
        verbose_name_plural = _("study visits")

    def index_facets(self):
        facets = super().index_facets()
        places = self.visited_places.all()
        return facets | {
            "country": sorted({*facets["country"], *(place.country.code for place in places)}),
            "place": sorted({*facets["place"], *(place.slug for place in places)}),
        }


class StudyVisitCitation(Citation):
    owner = models.ForeignKey(StudyVisit, models.CASCADE, related_name="citations")


class StudyVisitDocument(Attachment):
    owner = models.ForeignKey(StudyVisit, models.CASCADE, related_name="documents")


class StudyVisitTranslation(Translation):
    owner = models.ForeignKey(StudyVisit, models.CASCADE, related_name="translations")


class Delegation(models.Model):
    """The people of one country on a visit: an authority, a municipality and a civil-society body."""

    visit = models.ForeignKey(StudyVisit, models.CASCADE, related_name="delegations")
    country = models.ForeignKey("directory.Country", models.PROTECT, related_name="+", verbose_name=_("country"))
    authority = models.CharField(_("national authority"), max_length=200, blank=True)
    municipality = models.CharField(_("municipality"), max_length=200, blank=True)
    civil_society = models.CharField(_("civil-society body"), max_length=200, blank=True)
    participants = models.PositiveSmallIntegerField(_("participants"), null=True, blank=True)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["country__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "country"], name="delegation_once_a_country")]

    def __str__(self):
        return self.country.label


class ExchangeQuerySet(EventQuerySet):
    def for_index(self):
        return super().for_index().prefetch_related("parties__country", "parties__organisation__country")

    def in_country(self, country):
        """Return the exchanges in which `country` or a body seated in it takes part."""
        own = models.Q(parties__country=country) | models.Q(parties__organisation__country=country)
        return self.filter(own).distinct()


class Exchange(Event):
    """Help or learning between members: some give, some receive, or all learn from each other."""

    class Kind(models.TextChoices):
        ASSISTANCE = "mutual-assistance", _("mutual assistance")
        LEARNING = "mutual-learning", _("mutual learning")
        PEER_REVIEW = "peer-review", _("peer review")
        TWINNING = "twinning", _("twinning")

    kind_of_exchange = models.CharField(_("kind"), max_length=20, choices=Kind)
    result = models.TextField(_("result"), blank=True)
    result_since = EDTFField(_("in force since"), blank=True)
    practices = models.ManyToManyField(
        "practices.Practice", blank=True, related_name="exchanges", verbose_name=_("practices shared")
    )

    objects = ExchangeQuerySet.as_manager()

    class Meta(Event.Meta):
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")

    @property
    def type_value(self):
        return self.kind_of_exchange

    @property
    def type_label(self):
        return capfirst(self.get_kind_of_exchange_display())

    def index_texts(self):
        return [*super().index_texts(), self.result, *(str(party) for party in self.parties.all())]

    def index_facets(self):
        facets = super().index_facets()
        codes = {party.country_of_party.code for party in self.parties.all() if party.country_of_party}
        return facets | {"country": sorted({*facets["country"], *codes})}


class ExchangeCitation(Citation):
    owner = models.ForeignKey(Exchange, models.CASCADE, related_name="citations")


class ExchangeTranslation(Translation):
    owner = models.ForeignKey(Exchange, models.CASCADE, related_name="translations")


class Party(models.Model):
    """A country or an organisation in an exchange, and whether it gives, receives or does both."""

    class Role(models.TextChoices):
        GIVER = "giver", _("gives")
        RECEIVER = "receiver", _("receives")
        PARTNER = "partner", _("takes part")

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="parties")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    country = models.ForeignKey(
        "directory.Country", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country")
    )
    organisation = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exchange_parties",
        verbose_name=_("organisation"),
    )

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(country__isnull=False, organisation__isnull=True)
                | models.Q(country__isnull=True, organisation__isnull=False),
                name="party_is_a_country_or_an_organisation",
                violation_error_message=_("Choose a country or an organisation, one of the two."),
            )
        ]

    def __str__(self):
        return self.country.label if self.country else str(self.organisation)

    @property
    def country_of_party(self):
        """The country itself, or the seat of the organisation; None where that is not known."""
        return self.country or (self.organisation.country if self.organisation else None)
