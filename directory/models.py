"""The nouns that every room shares: countries, places, topics, target groups, organisations, laws, funds and sources.

Knows no other room. A term does not know what it labels; a source does not know who quotes it.
"""

import datetime as dt

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .addresses import address_of
from .dates import EDTFField
from .names import fold, territory_name


class CountryQuerySet(models.QuerySet["Country"]):
    def eu_on(self, date: dt.date) -> "CountryQuerySet":
        """Return the countries that were members of the European Union on `date`."""
        left = models.Q(eu_until__isnull=True) | models.Q(eu_until__gte=date)
        return self.filter(left, eu_since__lte=date)

    def eu_in(self, year: int) -> "CountryQuerySet":
        """Return the members of the European Union at the end of `year`: 28 for 2017, 27 for 2025."""
        return self.eu_on(dt.date(year, 12, 31))

    def ever_eu(self) -> "CountryQuerySet":
        """Return the countries that are or were members of the European Union."""
        return self.filter(eu_since__isnull=False)


class Country(models.Model):
    """A country by its ISO 3166-1 codes, with the dates of its membership in the European Union and the EEA."""

    code = models.CharField(_("ISO code"), max_length=2, unique=True, help_text=_("Two capital letters, as GR."))
    code3 = models.CharField(_("three-letter ISO code"), max_length=3, unique=True)
    name = models.CharField(_("English name"), max_length=80)
    eu_since = models.DateField(_("EU member since"), null=True, blank=True)
    eu_until = models.DateField(_("EU member until"), null=True, blank=True, help_text=_("The last day of membership."))
    eea_since = models.DateField(
        _("EEA member since"), null=True, blank=True, help_text=_("Only for members of the EEA outside the EU.")
    )

    objects = CountryQuerySet.as_manager()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(eu_until__isnull=True) | models.Q(eu_until__gt=models.F("eu_since")),
                name="country_leaves_after_it_joins",
            )
        ]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return address_of("search:country-detail", self.code.lower())

    @property
    def label(self) -> str:
        """The country's name in the reader's language."""
        return territory_name(self.code, get_language()) or self.name

    def is_eu_on(self, date: dt.date) -> bool:
        """Tell whether the country was a member of the European Union on `date`."""
        joined = self.eu_since is not None and self.eu_since <= date
        return joined and (self.eu_until is None or self.eu_until >= date)

    @property
    def standing(self) -> str:
        """What the country is to the European Union today, in words."""
        if self.is_eu_on(dt.date.today()):
            return str(_("EU member state"))
        if self.eu_until:
            return str(_("former EU member state"))
        return str(_("EEA country")) if self.eea_since else str(_("other country"))


class TermQuerySet(models.QuerySet["Term"]):
    def current(self):
        """Return the terms that editors may still choose."""
        return self.filter(retired_at__isnull=True)


class Term(models.Model):
    """A word of a controlled vocabulary, named in the portal's three languages; it retires and is never deleted."""

    name = models.CharField(_("English name"), max_length=120, unique=True)
    name_fr = models.CharField(_("French name"), max_length=120, blank=True)
    name_de = models.CharField(_("German name"), max_length=120, blank=True)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    description = models.TextField(_("what it covers"), blank=True)
    retired_at = models.DateTimeField(
        _("retired at"),
        null=True,
        blank=True,
        help_text=_("A retired term stays on old records and is offered no more."),
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language, in English where none is given."""
        language = (get_language() or "en")[:2]
        return getattr(self, f"name_{language}", "") or self.name


class Topic(Term):
    class Meta(Term.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def get_absolute_url(self):
        return address_of("search:topic-detail", self.slug)


class TargetGroup(Term):
    class Meta(Term.Meta):
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")


class Place(models.Model):
    """A city or region where something is or happens."""

    class Kind(models.TextChoices):
        CITY = "city", _("city")
        REGION = "region", _("region")

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CITY)
    country = models.ForeignKey(Country, models.PROTECT, related_name="places", verbose_name=_("country"))

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["name", "pk"]

    def __str__(self):
        return f"{self.name}, {self.country.label}"


class Organisation(models.Model):
    """A body that sits in networks, runs them or takes part: an institution, a ministry, a city, an NGO."""

    class Kind(models.TextChoices):
        EU_INSTITUTION = "eu-institution", _("EU institution")
        COMMISSION = "commission-department", _("Commission department")
        PARLIAMENT = "parliament-service", _("Parliament service")
        ADVISORY = "eu-advisory-body", _("EU advisory body")
        INTERNATIONAL = "international-organisation", _("international organisation")
        NATIONAL = "national-authority", _("national authority")
        REGION = "region", _("region")
        CITY = "city", _("city")
        LOCAL_ASSOCIATION = "local-authorities", _("association of local authorities")
        NGO = "ngo", _("non-governmental organisation")
        FOUNDATIONS = "foundation-network", _("foundation network")
        THINK_TANK = "think-tank", _("think tank")
        OTHER = "other", _("other body")

    name = models.CharField(_("name"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    slug = models.SlugField(_("address"), max_length=200, unique=True)
    kind = models.CharField(_("type"), max_length=30, choices=Kind)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name=_("country")
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name=_("place")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    note = models.TextField(_("what else is known"), blank=True)
    folded_names = models.TextField(editable=False, blank=True, default="")

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]

    def __str__(self):
        return f"{self.name} ({self.acronym})" if self.acronym else self.name

    def save(self, *args, **kwargs):
        self.folded_names = fold(f"{self.name} {self.acronym}")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return address_of("search:organisation-detail", self.slug)

    @property
    def kind_label(self) -> str:
        return capfirst(self.get_kind_display())


class OrganisationName(models.Model):
    """Another name of an organisation: in another language or script, or as a source spells it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=12, blank=True, help_text=_("Its code, as el or sr-Latn."))
    note = models.CharField(_("note"), max_length=200, blank=True, help_text=_("For example who spells it so."))

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["language", "name", "pk"]

    def __str__(self):
        return self.name


class Source(models.Model):
    """A document that states facts: a web page, a briefing note, a news item, a slide deck."""

    class Kind(models.TextChoices):
        WEB_PAGE = "web-page", _("web page")
        BRIEFING = "briefing-note", _("briefing note")
        NEWS = "news-item", _("news item")
        TRACKER = "tracker-page", _("action plan tracker page")
        SLIDES = "slide-deck", _("slide deck")
        LAW = "law", _("legal text")
        STUDY = "study", _("study")
        OTHER = "other", _("other document")

    reference = models.SlugField(_("reference"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    interface_language = models.CharField(_("language of the frame"), max_length=12, blank=True)
    dated = EDTFField(_("date"), blank=True)
    dated_by = models.CharField(_("how the date is known"), max_length=200, blank=True)
    read_on = models.DateField(
        _("read on"), null=True, blank=True, help_text=_("The day on which the facts were taken from it.")
    )
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    series = models.TextField(_("series"), blank=True, help_text=_("Titles of the series, one a line."))
    made_for = models.CharField(_("made for"), max_length=200, blank=True)
    method = models.TextField(_("method"), blank=True)
    caveat = models.TextField(_("its own caveat"), blank=True)
    parts = models.TextField(_("parts"), blank=True, help_text=_("Parts or sections, one a line."))
    links = models.TextField(_("links it gives"), blank=True, help_text=_("Titles or addresses, one a line."))
    note = models.TextField(_("note"), blank=True)
    url = models.URLField(_("address on the web"), blank=True, max_length=500)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["dated_from", "reference"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("search:source-detail", self.reference)

    @property
    def export_label(self) -> str:
        """Title, publisher, date and address in one line, for lists as files."""
        return ", ".join(part for part in (self.title, self.publisher, self.dated, self.url) if part)


class Citation(models.Model):
    """Where a fact stands: the source, the place in it, the date the claim held, and the claim.

    Citations of one record that share a `question` answer it differently: the page shows them side by side.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))
    locator = models.CharField(
        _("place in the source"), max_length=200, blank=True, help_text=_("Page, section, line.")
    )
    as_of = EDTFField(_("held when"), blank=True)
    claim = models.TextField(_("claim"), blank=True, help_text=_("What the source says, in your own words."))
    question = models.CharField(
        _("question in dispute"),
        max_length=200,
        blank=True,
        help_text=_("Give it only where sources disagree, and give the same question to each side."),
    )
    remark = models.TextField(_("remark"), blank=True, help_text=_("Why the sources may differ."))

    class Meta:
        abstract = True
        verbose_name = _("source of a fact")
        verbose_name_plural = _("sources of the facts")
        ordering = ["question", "as_of_from", "pk"]

    def __str__(self):
        return f"{self.source} · {self.locator}" if self.locator else str(self.source)


class OrganisationCitation(Citation):
    owner = models.ForeignKey(Organisation, models.CASCADE, related_name="citations")


class LegalAct(models.Model):
    """A decision, regulation, principle or programme that networks rest on."""

    title = models.CharField(_("title"), max_length=300)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    adopted = EDTFField(_("adopted"), blank=True)
    planned = EDTFField(_("planned for"), blank=True)
    effects = models.TextField(_("effects"), blank=True, help_text=_("One a line."))

    class Meta:
        verbose_name = _("legal act or policy")
        verbose_name_plural = _("legal acts and policies")
        ordering = ["title", "pk"]

    def __str__(self):
        return f"{self.title} ({self.reference})" if self.reference else self.title


class LegalActCitation(Citation):
    owner = models.ForeignKey(LegalAct, models.CASCADE, related_name="citations")


class Fund(models.Model):
    """A fund, programme or call that pays for networks, projects or practices."""

    name = models.CharField(_("name"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    periods = models.TextField(_("periods"), blank=True, help_text=_("One a line, as 2021-2027."))
    focus = models.TextField(_("focus"), blank=True)
    uses = models.TextField(_("what it pays for"), blank=True, help_text=_("One a line."))
    products = models.TextField(_("what came of it"), blank=True, help_text=_("One a line."))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        ordering = ["name", "pk"]

    def __str__(self):
        return f"{self.name} ({self.acronym})" if self.acronym else self.name


class FundCitation(Citation):
    owner = models.ForeignKey(Fund, models.CASCADE, related_name="citations")
