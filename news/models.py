"""News and analyses: what happened, and what research found. Knows publishing and the directory."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.dates import EDTFField
from directory.wording import date_block, describe
from publishing.fields import RichTextField
from publishing.models import Attachment, Citation, Publication, PublicationQuerySet, Translation
from richtext import plain_of


class AnalysisQuerySet(PublicationQuerySet):
    def for_index(self):
        return super().for_index().prefetch_related("findings")


class NewsItem(Publication):
    """Something that happened, in a few paragraphs, with its documents."""

    check_after = dt.timedelta(days=10 * 365)  # news grows old, not wrong

    body = RichTextField(_("text"), blank=True)
    dated = EDTFField(_("date of the news"), blank=True, help_text=_("Leave it empty where the source gives none."))

    class Meta(Publication.Meta):
        verbose_name = _("news item")
        verbose_name_plural = _("news")
        ordering = ["-published_at", "-pk"]

    @property
    def card_date(self):
        return date_block(self, "dated") if self.dated else None

    @property
    def card_meta(self):
        return [self.kind_label, *([describe(self.dated)] if self.dated else [])]

    def index_texts(self):
        return [self.summary, plain_of(self.body)]

    def index_facets(self):
        return super().index_facets() | {"year": _year(self.dated_from)}

    def index_date(self):
        return (
            (self.dated_from or self.published_at.date()).toordinal() if self.dated_from or self.published_at else None
        )


class NewsItemCitation(Citation):
    owner = models.ForeignKey(NewsItem, models.CASCADE, related_name="citations")


class NewsItemDocument(Attachment):
    owner = models.ForeignKey(NewsItem, models.CASCADE, related_name="documents")


class NewsItemTranslation(Translation):
    owner = models.ForeignKey(NewsItem, models.CASCADE, related_name="translations")


class Analysis(Publication):
    """A study or evaluation with its findings."""

    study = models.CharField(_("study"), max_length=300, help_text=_("What was studied, and by whom."))
    state_of = EDTFField(_("state of knowledge"), blank=True)
    period = EDTFField(_("period studied"), blank=True)

    objects = AnalysisQuerySet.as_manager()

    check_after = dt.timedelta(days=5 * 365)
    short_texts = ("study",)
    translated_rows = {"findings": ("text",)}

    class Meta(Publication.Meta):
        verbose_name = _("analysis")
        verbose_name_plural = _("analyses")

    @property
    def card_meta(self):
        return [self.kind_label, *([describe(self.state_of)] if self.state_of else [])]

    def index_texts(self):
        return [self.summary, self.study, *(finding.text for finding in self.findings.all())]

    def index_facets(self):
        return super().index_facets() | {"year": _year(self.state_of_from)}

    def index_date(self):
        return self.state_of_from.toordinal() if self.state_of_from else None


class AnalysisCitation(Citation):
    owner = models.ForeignKey(Analysis, models.CASCADE, related_name="citations")


class AnalysisTranslation(Translation):
    owner = models.ForeignKey(Analysis, models.CASCADE, related_name="translations")


class Finding(models.Model):
    """One thing that an analysis found or advises."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", _("strength")
        WEAKNESS = "weakness", _("weakness")
        GOOD_PRACTICE = "good-practice", _("good practice")
        FINDING = "finding", _("finding")
        ADVICE = "advice", _("recommendation")

    analysis = models.ForeignKey(Analysis, models.CASCADE, related_name="findings")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["pk"]

    def __str__(self):
        return self.text[:80]


def _year(day) -> list[str]:
    return [str(day.year)] if day else []
