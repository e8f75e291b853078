"""Ways of working that a network made, step by step, and the networks that took them over."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from directory.dates import EDTFField
from publishing.models import Citation, Publication, PublicationQuerySet, Translation

from .network import Network


class MethodQuerySet(PublicationQuerySet):
    def for_listing(self):
        return self.select_related("network").prefetch_related("adoptions")

    def for_index(self):
        return super().for_index().select_related("network").prefetch_related("steps", "adoptions__network")

    def for_export(self):
        return super().for_export().select_related("network").prefetch_related("steps", "adoptions__network")


class Method(Publication):
    """A way of working with ordered steps that a network made and others may adopt."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="methods", verbose_name=_("made by"))
    note = models.TextField(_("what else is known"), blank=True, help_text=_("One point a line."))

    check_after = dt.timedelta(days=5 * 365)  # how something was done does not change, who does it may
    translated_rows = {"steps": ("text",), "adoptions": ("note",)}

    objects = MethodQuerySet.as_manager()

    class Meta(Publication.Meta):
        verbose_name = _("method")
        verbose_name_plural = _("methods")

    @property
    def card_meta(self) -> list[str]:
        maker = [self.network.short_name] if self.network.is_published else []
        number = len(self.adoptions.all())
        taken = ngettext("adopted by %(n)s network", "adopted by %(n)s networks", number) % {"n": number}
        return [self.kind_label, *maker, *([taken] if number else [])]

    def index_texts(self):
        return [self.summary, self.note, *(str(step) for step in self.steps.all())]

    def index_facets(self):
        return super().index_facets() | {
            "network": [self.network.slug],
            "adopter": sorted({adoption.network.slug for adoption in self.adoptions.all()}),
        }

    def own_export(self) -> dict:
        adopted = [adoption for adoption in self.adoptions.all() if adoption.network.is_published]
        return {
            "network": self.network.slug if self.network.is_published else "",
            "steps": [step.text for step in self.steps.all()],
            "adopted_by": [f"{adoption.network.slug} {adoption.since}".strip() for adoption in adopted],
            "note": self.note,
        }


class MethodCitation(Citation):
    owner = models.ForeignKey(Method, models.CASCADE, related_name="citations")


class MethodTranslation(Translation):
    owner = models.ForeignKey(Method, models.CASCADE, related_name="translations")


class MethodStep(models.Model):
    """One step of a method, in its place."""

    method = models.ForeignKey(Method, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.TextField(_("what is done"))

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text


class MethodAdoption(models.Model):
    """A network took a method over, since when if a source says so."""

    method = models.ForeignKey(Method, models.CASCADE, related_name="adoptions")
    network = models.ForeignKey(
        Network, models.PROTECT, related_name="method_adoptions", verbose_name=_("network that adopted it")
    )
    since = EDTFField(_("since"), blank=True)
    note = models.TextField(_("how"), blank=True)
    source = models.ForeignKey("directory.Source", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("adoption of a method")
        verbose_name_plural = _("adoptions of a method")
        ordering = ["since_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["method", "network"],
                name="method_is_adopted_once_by_a_network",
                violation_error_message=_("This network is named already. Keep one of the two lines."),
            )
        ]

    def __str__(self):
        return self.network.short_name
