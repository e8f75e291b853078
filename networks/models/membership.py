"""Who sits in a network, in which role, from when to when."""

import datetime as dt
from functools import reduce
from operator import and_, or_

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.dates import EDTFField
from directory.models import Country, Organisation

from .network import Network

MEMBER_TYPE_COUNTRY = "country"
MEMBER_TYPE_NETWORK = "network"
MEMBER_TYPE_COUNTED = "counted"
MEMBER_TYPES = [
    (MEMBER_TYPE_COUNTRY, _("countries")),
    (MEMBER_TYPE_NETWORK, _("other networks")),
    (MEMBER_TYPE_COUNTED, _("counted groups")),
    *Organisation.Kind.choices,
]


def exactly_one(**tests: models.Q) -> models.Q:
    """Return the condition that one of `tests` holds and no other."""
    rows = [[test if name == chosen else ~test for name, test in tests.items()] for chosen in tests]
    return reduce(or_, (reduce(and_, row) for row in rows))


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, date: dt.date) -> "MembershipQuerySet":
        """Return the memberships that may have held on `date`; an unknown beginning or end counts as open."""
        begun = models.Q(since_from__isnull=True) | models.Q(since_from__lte=date)
        not_over = models.Q(until_until__isnull=True) | models.Q(until_until__gte=date)
        return self.filter(begun, not_over)

    def sitting(self) -> "MembershipQuerySet":
        """Leave out those who began a network, pay for it or proposed it: they do not sit in it."""
        return self.exclude(role__in=Membership.OUTSIDE)

    def of_country(self, country: Country) -> "MembershipQuerySet":
        """Return the seats of `country` itself, as a country or as an EU member state."""
        own = models.Q(country=country)
        if country.eu_since:
            own |= models.Q(country_group=Membership.CountryGroup.EU)
        return self.filter(own)

    def with_members(self) -> "MembershipQuerySet":
        """Fetch the members' names in the same query."""
        return self.select_related("organisation__country", "country", "member_network", "source")


class Membership(models.Model):
    """One member, or one counted group of members, of a network.

    Exactly one of these is set: an organisation, a country, the EU member states of the day, another network,
    or a group that the source only counts ("90 NGOs in 38 countries").
    """

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("coordinator")
        RUNS = "runs", _("runs it")
        LEAD = "lead", _("lead")
        CHAIR = "chair", _("chair")
        INITIATOR = "initiator", _("initiator")
        FUNDER = "funder", _("funder")
        OBSERVER = "observer", _("observer")
        PARTNER = "partner", _("partner")
        PROPOSER = "proposer", _("proposer")
        MEMBER = "member", _("member")

    OUTSIDE = (Role.INITIATOR, Role.FUNDER, Role.PROPOSER)

    class CountryGroup(models.TextChoices):
        EU = "eu", _("EU member states")

    network = models.ForeignKey(Network, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("country")
    )
    country_group = models.CharField(
        _("all countries of"),
        max_length=5,
        choices=CountryGroup,
        blank=True,
        help_text=_("The countries follow from their own dates: 28 in 2017, 27 in 2025."),
    )
    member_network = models.ForeignKey(
        Network, models.PROTECT, null=True, blank=True, related_name="seats", verbose_name=_("network as a member")
    )
    counted_group = models.CharField(
        _("counted group"), max_length=200, blank=True, help_text=_("Members that are only counted, as “NGOs”.")
    )
    count = models.PositiveIntegerField(_("how many"), null=True, blank=True)
    count_countries = models.PositiveIntegerField(_("in how many countries"), null=True, blank=True)
    group = models.CharField(_("group"), max_length=80, blank=True, help_text=_("Heading on the page, as “Cities”."))
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    represented_by = models.CharField(
        _("represented by"), max_length=200, blank=True, help_text=_("As “mostly ministries” or “desk officers”.")
    )
    since = EDTFField(_("since"), blank=True)
    until = EDTFField(_("until"), blank=True)
    as_of = EDTFField(_("known as of"), blank=True)
    source = models.ForeignKey("directory.Source", models.PROTECT, null=True, blank=True, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["group", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one(
                    organisation=models.Q(organisation__isnull=False),
                    country=models.Q(country__isnull=False),
                    country_group=~models.Q(country_group=""),
                    member_network=models.Q(member_network__isnull=False),
                    counted_group=~models.Q(counted_group=""),
                ),
                name="membership_has_one_member",
                violation_error_message=_(
                    "Give exactly one member: an organisation, a country, a group of countries, a network "
                    "or a counted group."
                ),
            )
        ]

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        """The member's name as the page shows it."""
        member = self.organisation or self.country or self.member_network
        return str(member) if member else self.counted_group or str(self.get_country_group_display())

    @property
    def member_type(self) -> str:
        """What the member is, for the filter "member type"."""
        if self.organisation:
            return self.organisation.kind
        if self.country or self.country_group:
            return MEMBER_TYPE_COUNTRY
        return MEMBER_TYPE_NETWORK if self.member_network else MEMBER_TYPE_COUNTED

    def may_hold_on(self, date: dt.date) -> bool:
        """Tell of one row what `MembershipQuerySet.on` asks of many."""
        begun = self.since_from is None or self.since_from <= date
        return begun and (self.until_until is None or self.until_until >= date)

    def country_codes(self) -> set[str]:
        """Return the codes of the countries behind this seat, former EU members included."""
        if self.country:
            return {self.country.code}
        if self.country_group:
            return set(Country.objects.ever_eu().values_list("code", flat=True))
        if self.organisation and self.organisation.country_id:
            return {self.organisation.country.code}
        return set()
