"""The plans and the areas into which each is divided."""

import datetime as dt

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.dates import EDTFField
from directory.wording import describe
from publishing.models import Citation, Publication, PublicationQuerySet, Translation
from publishing.models.leaning import leaning_on, note_all

ONE_A_LINE = _("One point a line.")


class ActionPlanQuerySet(PublicationQuerySet):
    def for_index(self):
        return super().for_index().prefetch_related("areas")

    def latest_first(self):
        """Return the plan that begins last first."""
        return self.order_by(models.F("period_from").desc(nulls_last=True), "-pk")


class ActionPlan(Publication):
    """A plan of what is to be done in some years: what it rests on, its areas, and what was learnt from it."""

    period = EDTFField(_("period"), blank=True)
    predecessor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("plan before it")
    )
    principles = models.TextField(_("principles"), blank=True, help_text=ONE_A_LINE)
    mid_term_review = EDTFField(_("mid-term review"), blank=True)
    measures = models.ManyToManyField(
        "networks.Network",
        blank=True,
        related_name="measures_of",
        verbose_name=_("networks that it set up"),
        help_text=_("Networks that the plan counts among its own measures."),
    )
    worked_well = models.TextField(_("what worked well"), blank=True, help_text=ONE_A_LINE)
    to_improve = models.TextField(_("what is to be done better"), blank=True, help_text=ONE_A_LINE)
    local_announced = models.PositiveSmallIntegerField(
        _("number of proposals announced for cities and regions"), null=True, blank=True
    )
    local_measures = models.TextField(_("proposals for cities and regions"), blank=True, help_text=ONE_A_LINE)
    local_support = models.TextField(_("support for cities and regions"), blank=True, help_text=ONE_A_LINE)
    local_capacity = models.TextField(_("how local communities gain strength"), blank=True, help_text=ONE_A_LINE)
    next_steps = models.TextField(_("next steps"), blank=True, help_text=ONE_A_LINE)

    objects = ActionPlanQuerySet.as_manager()

    check_after = dt.timedelta(days=365)
    translated_rows = {"areas": ("encouraged_to", "how", "partners", "goals", "measures")}

    class Meta(Publication.Meta):
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")
        ordering = ["-period_from", "title", "pk"]

    @property
    def card_meta(self):
        return [self.kind_label, *([describe(self.period)] if self.period else [])]

    def index_texts(self):
        own = (self.principles, self.worked_well, self.to_improve, self.local_measures, self.local_support)
        return [self.summary, *own, self.local_capacity, self.next_steps, *(area.text for area in self.areas.all())]

    def index_date(self):
        return self.period_from.toordinal() if self.period_from else None


class ActionPlanCitation(Citation):
    owner = models.ForeignKey(ActionPlan, models.CASCADE, related_name="citations")


class ActionPlanTranslation(Translation):
    owner = models.ForeignKey(ActionPlan, models.CASCADE, related_name="translations")


class Area(models.Model):
    """A field of policy (sectoral) or a way of working across all of them (horizontal) within one plan.

    Actions lean on it, so it is no mere row of its plan: neither a version of the plan nor a file takes it away.
    """

    class Kind(models.TextChoices):
        SECTORAL = "sectoral", _("sectoral area")
        HORIZONTAL = "horizontal", _("horizontal area")

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="areas", verbose_name=_("plan"))
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=Kind,
        help_text=_("Sectoral for a field of policy, as housing; horizontal for what cuts across all of them."),
    )
    position = models.PositiveSmallIntegerField(_("place in the plan"), default=1)
    name = models.CharField(_("English name"), max_length=200)
    name_fr = models.CharField(_("French name"), max_length=200, blank=True)
    name_de = models.CharField(_("German name"), max_length=200, blank=True)
    slug = models.SlugField(
        _("address"),
        max_length=120,
        unique=True,
        help_text=_("Short and unlike that of any other area, those of other plans too: as housing-2028."),
    )
    encouraged_to = models.TextField(_("what member states are encouraged to do"), blank=True, help_text=ONE_A_LINE)
    how = models.TextField(_("how this is supported"), blank=True, help_text=ONE_A_LINE)
    partners = models.TextField(_("with whom"), blank=True, help_text=ONE_A_LINE)
    goals = models.TextField(_("goals"), blank=True, help_text=ONE_A_LINE)
    measures = models.TextField(_("what is planned"), blank=True, help_text=ONE_A_LINE)
    tracked_in = models.ForeignKey(
        "directory.Source",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("followed in"),
        help_text=_("The document that tells how its actions stand."),
    )

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["-kind", "position", "pk"]

    def __str__(self):
        return f"{self.label} ({self.plan})"

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        note_all(leaning_on(Area, [self.pk]))

    @property
    def label(self) -> str:
        """The name in the reader's language, in English where none is given."""
        return getattr(self, f"name_{(get_language() or 'en')[:2]}", "") or self.name

    @property
    def text(self) -> str:
        parts = (self.name, self.name_fr, self.name_de, self.encouraged_to, self.how, self.partners, self.goals)
        return "\n".join(part for part in (*parts, self.measures) if part)
