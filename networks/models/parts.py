"""What belongs to a network: its names, phases, working groups, ancestry, products, grants and sources."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.dates import EDTFField
from publishing.models import Citation, Translation

from .network import Network


class NetworkCitation(Citation):
    owner = models.ForeignKey(Network, models.CASCADE, related_name="citations")


class NetworkTranslation(Translation):
    owner = models.ForeignKey(Network, models.CASCADE, related_name="translations")


class NetworkName(models.Model):
    """Another name of a network, in another language or as a source spells it."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=12, blank=True)
    source = models.ForeignKey("directory.Source", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["language", "name", "pk"]

    def __str__(self):
        return self.name


class Phase(models.Model):
    """A stretch of a network's life with its work."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="phases")
    period = EDTFField(_("period"))
    work = models.TextField(_("what is done in it"), blank=True)
    source = models.ForeignKey("directory.Source", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["period_until", "pk"]

    def __str__(self):
        return self.work or self.period


class WorkingGroup(models.Model):
    """A group inside a network, at work or only thought of."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        SET_UP = "set-up", _("set up")
        ENVISAGED = "envisaged", _("envisaged")
        PROPOSED = "proposed", _("proposed")

    network = models.ForeignKey(Network, models.CASCADE, related_name="working_groups")
    name = models.CharField(_("name"), max_length=200)
    status = models.CharField(_("status"), max_length=12, choices=Status)
    purpose = models.TextField(_("purpose"), blank=True)
    since = EDTFField(_("since"), blank=True)
    note = models.TextField(_("note"), blank=True)
    source = models.ForeignKey("directory.Source", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        ordering = ["name", "pk"]

    def __str__(self):
        return f"{self.name} {self.purpose}".strip()


class Succession(models.Model):
    """One network (or a funding programme) goes over into another."""

    predecessor = models.ForeignKey(
        Network, models.CASCADE, null=True, blank=True, related_name="successions", verbose_name=_("predecessor")
    )
    predecessor_fund = models.ForeignKey(
        "directory.Fund",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("predecessor, if a programme"),
    )
    successor = models.ForeignKey(Network, models.CASCADE, related_name="ancestry", verbose_name=_("successor"))
    happened = EDTFField(_("when"), blank=True)
    note = models.TextField(_("how"), blank=True)
    source = models.ForeignKey("directory.Source", models.PROTECT, null=True, blank=True, related_name="+")

    owned_through = "successor"

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ["happened_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(predecessor__isnull=False, predecessor_fund__isnull=True)
                | models.Q(predecessor__isnull=True, predecessor_fund__isnull=False),
                name="succession_has_one_predecessor",
            ),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="succession_joins_two_networks"
            ),
        ]

    def __str__(self):
        return f"{self.predecessor or self.predecessor_fund} → {self.successor}"


class Product(models.Model):
    """Something a network made: a toolkit, a charter, a database, a study."""

    class Kind(models.TextChoices):
        TOOLKIT = "toolkit", _("toolkit or guide")
        CHARTER = "charter", _("charter")
        DATABASE = "database", _("database or collection")
        STUDY = "study", _("study")
        REPORT = "report", _("report")
        PAPER = "paper", _("paper or brief")
        EVENT = "event", _("event or training")
        WEBSITE = "website", _("website")
        PROGRAMME = "programme", _("programme")
        OTHER = "other", _("other")

    network = models.ForeignKey(Network, models.CASCADE, related_name="products")
    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    issued = EDTFField(_("date"), blank=True)
    size = models.PositiveIntegerField(_("number of records"), null=True, blank=True)
    size_note = models.CharField(_("what is counted, and when"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    url = models.URLField(_("address on the web"), blank=True, max_length=500)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["kind", "title", "pk"]

    def __str__(self):
        return f"{self.title} {self.note}".strip()


class Grant(models.Model):
    """Money for a network, or money that a network gives."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="grants")
    fund = models.ForeignKey(
        "directory.Fund", models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("instrument")
    )
    giver = models.ForeignKey(
        "directory.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("giver")
    )
    is_given = models.BooleanField(
        _("the network gives it"), default=False, help_text=_("Leave empty where the network receives it.")
    )
    form = models.CharField(_("form"), max_length=200, blank=True)
    period = EDTFField(_("period"), blank=True)
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    amount_as_written = models.CharField(_("amount as written"), max_length=80, blank=True)
    projects = models.PositiveIntegerField(_("number of projects"), null=True, blank=True)
    topics_note = models.TextField(_("topics"), blank=True, help_text=_("One a line."))
    note = models.TextField(_("note"), blank=True)
    source = models.ForeignKey("directory.Source", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["period_from", "pk"]

    def __str__(self):
        return self.form or str(self.fund or self.giver or "")
