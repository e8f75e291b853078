"""The network itself: what it is for, how it works, from when to when."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from directory.dates import EDTFField
from directory.wording import describe
from publishing.models import Publication, PublicationQuerySet


class Standing(models.TextChoices):
    """What a network is on a day."""

    ALIVE = "alive", _("at work")
    TO_COME = "to-come", _("not founded yet")
    ENDED = "ended", _("ended before")
    PROPOSED = "proposed", _("proposed only")


class NetworkQuerySet(PublicationQuerySet):
    def alive_on(self, day: dt.date):
        """Return the networks that may have been at work on `day`; what was only proposed never was."""
        begun = Q(created_from__isnull=True) | Q(created_from__lte=day)
        not_over = Q(ended_until__isnull=True) | Q(ended_until__gte=day)
        return self.filter(begun, not_over).exclude(kind_of_body=Network.Kind.PROPOSED)

    def for_listing(self):
        return self.select_related("parent")

    def for_index(self):
        members = ("memberships__organisation", "memberships__country", "memberships__member_network")
        texts = ("names", "working_groups", "products")
        return super().for_index().prefetch_related(*members, *texts)


class Network(Publication):
    """A European network, platform or body that deals with the integration of migrants."""

    class Kind(models.TextChoices):
        AUTHORITIES = "national-authorities", _("network of national authorities")
        PUBLIC_SERVICES = "public-services", _("network of public services")
        DIALOGUE = "dialogue-platform", _("dialogue platform")
        ONLINE = "virtual-platform", _("virtual platform")
        EXPERTS = "experts", _("expert network or group")
        LEARNING = "mutual-learning", _("mutual learning network")
        NGO = "ngo", _("NGO platform or umbrella")
        CITIES = "cities", _("city network")
        PARTNERSHIP = "partnership", _("partnership")
        COORDINATION = "coordination", _("coordination group or task force")
        PROGRAMME = "programme", _("programme or project")
        FUNDER = "grant-making", _("grant-making initiative")
        FRAMEWORK = "framework", _("policy framework, charter or initiative")
        DATABASE = "database", _("database")
        PROPOSED = "proposed", _("proposed body")

    class Level(models.TextChoices):
        EU = "eu", _("European Union")
        EUROPE = "europe", _("wider Europe")
        NATIONAL = "national", _("countries")
        LOCAL = "local", _("cities and regions")
        MULTI = "multi-level", _("several levels")

    class Tie(models.TextChoices):
        PART = "part", _("part of")
        RUN = "run", _("run by")
        PRODUCT = "product", _("product of")

    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    kind_of_body = models.CharField(_("kind"), max_length=30, choices=Kind)
    kind_as_written = models.CharField(_("kind in the source's words"), max_length=200, blank=True)
    level = models.CharField(_("level"), max_length=20, choices=Level, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("belongs to")
    )
    parent_tie = models.CharField(_("how it belongs"), max_length=10, choices=Tie, blank=True)
    # What it is for
    purpose = models.TextField(_("purpose"), blank=True)
    rationale = models.TextField(_("rationale"), blank=True, help_text=_("Why it was set up or is needed."))
    scope = models.TextField(_("scope"), blank=True)
    tasks = models.TextField(_("tasks"), blank=True, help_text=_("One a line."))
    activities = models.TextField(_("activities"), blank=True, help_text=_("One a line."))
    group_note = models.TextField(_("about the people it serves"), blank=True)
    perspective = models.TextField(_("perspective"), blank=True)
    # How it works
    governance = models.TextField(_("governance"), blank=True, help_text=_("One point a line."))
    formality = models.TextField(_("formality"), blank=True)
    frequency = models.TextField(_("how often it meets"), blank=True)
    meetings_per_year = models.PositiveSmallIntegerField(_("meetings a year"), null=True, blank=True)
    days_per_meeting = models.PositiveSmallIntegerField(_("days a meeting"), null=True, blank=True)
    selection_rule = models.TextField(_("how members are chosen"), blank=True)
    applications = models.PositiveIntegerField(_("applications received"), null=True, blank=True)
    delegation_rule = models.TextField(_("who makes up a delegation"), blank=True)
    membership_note = models.TextField(_("about the members"), blank=True)
    channel = models.TextField(_("where it informs"), blank=True)
    channel_network = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("platform where it informs")
    )
    complements = models.ManyToManyField(
        "self", blank=True, symmetrical=False, related_name="+", verbose_name=_("complements")
    )
    # From when to when, on what basis
    created = EDTFField(_("created"), blank=True)
    created_how = models.TextField(_("how it was created"), blank=True)
    ended = EDTFField(_("ended"), blank=True)
    legal_basis = models.ManyToManyField(
        "directory.LegalAct", blank=True, related_name="networks", verbose_name=_("legal basis")
    )
    legal_note = models.TextField(_("about the legal basis"), blank=True)
    funding = models.TextField(_("funding"), blank=True, help_text=_("One point a line."))
    plans = models.TextField(_("plans"), blank=True, help_text=_("One a line."))
    note = models.TextField(_("what else is known"), blank=True, help_text=_("One point a line."))
    assessed_as = models.TextField(_("assessed as"), blank=True)
    assessed_by = models.ForeignKey(
        "directory.Source", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("assessed in")
    )

    check_after = dt.timedelta(days=365)
    settled_by = ("translations", "methods")

    objects = NetworkQuerySet.as_manager()

    class Meta(Publication.Meta):
        verbose_name = _("network")
        verbose_name_plural = _("networks")

    def __str__(self):
        return f"{self.title} ({self.acronym})" if self.acronym else self.title

    @property
    def short_name(self) -> str:
        return self.acronym or self.title

    @property
    def card_meta(self) -> list[str]:
        return [capfirst(self.get_kind_of_body_display()), *([self.lived] if self.lived else [])]

    @property
    def lifespan(self) -> str:
        """From when to when, in the reader's language: "2012 – 2014"."""
        return " – ".join(part for part in (describe(self.created), describe(self.ended)) if part)

    @property
    def lived(self) -> str:
        """From when to when, in words: "since 2012", "2012 – 2014"."""
        if self.created and self.ended:
            return self.lifespan
        if self.ended:
            return str(_("ended %(date)s, beginning not known")) % {"date": describe(self.ended)}
        return str(_("since %(date)s")) % {"date": describe(self.created)} if self.created else ""

    def standing_on(self, day: dt.date) -> Standing:
        """Return what the network was on `day`, as far as sources tell."""
        if self.kind_of_body == self.Kind.PROPOSED:
            return Standing.PROPOSED
        if self.created_from and self.created_from > day:
            return Standing.TO_COME
        return Standing.ENDED if self.ended_until and self.ended_until < day else Standing.ALIVE

    def active_years(self, last: int) -> range:
        """Return the calendar years of its life up to `last`; empty where no beginning is known."""
        if self.created_from is None or self.kind_of_body == self.Kind.PROPOSED:
            return range(0)
        end = self.ended_until.year if self.ended_until else last
        return range(self.created_from.year, min(end, last) + 1)

    def index_keywords(self):
        return " ".join([self.acronym, *(other.name for other in self.names.all())])

    def index_texts(self):
        own = [
            self.summary, self.purpose, self.rationale, self.scope, self.tasks, self.activities, self.group_note,
            self.governance, self.funding, self.plans, self.note, self.assessed_as, self.membership_note,
        ]  # fmt: skip
        children = [*self.working_groups.all(), *self.products.all(), *self.memberships.all()]
        return own + [str(child) for child in children]

    def index_facets(self):
        memberships = list(self.memberships.all())
        organisations = [row.organisation for row in memberships if row.organisation]
        # A few years ahead, so that a running network is found in January without a new index.
        years = self.active_years(last=dt.date.today().year + 5)
        return super().index_facets() | {
            "country": sorted(self.country_codes(memberships)),
            "type": [self.kind_of_body],
            "level": [self.level] if self.level else [],
            "member_type": sorted({row.member_type for row in memberships if row.member_type}),
            "organisation": sorted({organisation.slug for organisation in organisations}),
            "year": [str(year) for year in years],
        }

    def country_codes(self, memberships) -> set[str]:
        """Return the codes of the countries tied to the network: its own, its members and its members' seats."""
        codes = {country.code for country in self.countries.all()}
        for row in memberships:
            codes.update(row.country_codes())
        return codes

    def index_date(self):
        return self.created_from.toordinal() if self.created_from else None
