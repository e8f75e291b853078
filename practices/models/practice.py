"""The practice itself: what was done, where and when, and what its evidence and its assessment come to."""

import datetime as dt
import hashlib
from dataclasses import replace

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.dates import EDTFField
from directory.wording import describe
from publishing.models import Publication, PublicationQuerySet
from publishing.whole import rows_of

from ..grading import Label, evidence_level, label_for
from ..showings import prefetches, showings_of
from .texts import PracticeTexts


class Status(models.TextChoices):
    """Where a practice stands today; it follows from its dates and is stored nowhere."""

    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    ENDED = "ended", _("ended")


class PracticeQuerySet(PublicationQuerySet):
    def for_listing(self):
        return self.prefetch_related("countries")

    def for_export(self):
        rows = ("places", "partners__organisation", "funding_shares__fund", "costs", "participants")
        return super().for_export().prefetch_related(*rows)

    def for_index(self):
        rows = ("places", "funding_shares__fund", "partners__organisation", "evidence_items")
        return super().for_index().prefetch_related(*rows, *prefetches())

    def turned_between(self, first: dt.date, last: dt.date):
        """Return the practices whose status on the day `last` may be another than on the day `first`."""
        ended = Q(period_until__gte=first, period_until__lt=last)
        return self.filter(ended | Q(period_from__gt=first, period_from__lte=last))


def has_status(status: str, today: dt.date) -> Q:
    """Return the condition that a practice stands so on `today`; one without dates has no status."""
    is_over = Q(period_until__lt=today, is_regular_service=False)
    is_ahead = Q(period_from__gt=today)
    is_dated = ~Q(period="") | Q(is_regular_service=True)
    rules = {
        Status.PLANNED: is_ahead,
        Status.ENDED: is_over & ~is_ahead,
        Status.RUNNING: is_dated
        & (Q(period_from__isnull=True) | Q(period_from__lte=today))
        & (Q(period_until__isnull=True) | Q(period_until__gte=today) | Q(is_regular_service=True)),
    }
    return rules[Status(status)]


class Practice(PracticeTexts, Publication):
    """A measure, project or regular service for the integration of migrants, told so that others can repeat it."""

    class Kind(models.TextChoices):
        PROJECT = "project", _("project")
        MEASURE = "measure", _("measure")
        SERVICE = "service", _("regular service")

    class Level(models.TextChoices):
        LOCAL = "local", _("local")
        REGIONAL = "regional", _("regional")
        NATIONAL = "national", _("national")
        EU = "eu", _("European Union")
        INTERNATIONAL = "international", _("international")

    class Origin(models.TextChoices):
        EDITORS = "editors", _("written by the editors")
        IMPORTED = "imported", _("summary of public sources")
        OWNER = "owner", _("sent in by those who run it")

    kind_of_practice = models.CharField(_("kind"), max_length=12, choices=Kind)
    origin = models.CharField(
        _("who wrote this"), max_length=10, choices=Origin, default=Origin.EDITORS, help_text=_("Readers are told.")
    )
    level = models.CharField(_("level"), max_length=14, choices=Level, blank=True)
    places = models.ManyToManyField("directory.Place", blank=True, related_name="practices", verbose_name=_("places"))
    period = EDTFField(_("from when to when"), blank=True)
    is_regular_service = models.BooleanField(_("became a regular service"), default=False)
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(
        _("e-mail of the contact"),
        blank=True,
        help_text=_("Never shown. Readers write through a form, and the message is passed on."),
    )
    # What follows from evidence and assessment; kept here for filters and sorting, written by `grade`.
    evidence_level = models.PositiveSmallIntegerField(_("evidence level"), default=0, editable=False)
    label = models.CharField(_("label"), max_length=10, choices=Label, default=Label.SHARED, editable=False)
    assessed_score = models.PositiveSmallIntegerField(_("points of the assessment"), default=0, editable=False)

    objects = PracticeQuerySet.as_manager()

    class Meta(Publication.Meta):
        verbose_name = _("practice")
        verbose_name_plural = _("practices")

    needs_second_person = True
    translated_rows = {
        "participants": ("unit", "note"), "partners": ("role",), "costs": ("note",), "funding_shares": ("note",),
        "evidence_items": ("design", "finding"), "photographs": ("alt", "caption"),
    }  # fmt: skip
    settled_by = (*Publication.settled_by, "evidence_items", "assessments__scores", "assessments__assessors")

    def settle(self) -> None:
        """Work out evidence level, points and label anew, and store them where they changed."""
        super().settle()
        if self._is_graded_anew():
            grades = {name: getattr(self, name) for name in ("evidence_level", "assessed_score", "label")}
            models.QuerySet(type(self)).filter(pk=self.pk).update(**grades)

    def work_out(self) -> None:
        super().work_out()
        self._is_graded_anew()

    def _is_graded_anew(self) -> bool:
        """Work out evidence level, points and label; tell whether they are other than they were."""
        before = self.evidence_level, self.assessed_score, self.label
        level = evidence_level(self.evidence_items.all())
        newest = self.newest_assessment
        now = (level, newest.total if newest else 0, label_for(level, newest and newest.scores_by_criterion))
        self.evidence_level, self.assessed_score, self.label = now
        return now != before

    def digest_of_texts(self) -> str:
        """Return a digest of what an assessment judges: title, summary, texts and dates."""
        told = [self.title, self.summary, self.period, *(getattr(self, name) for name in self.TEXTS)]
        return hashlib.sha256("\0".join(told).encode()).hexdigest()

    @property
    def newest_assessment(self):
        """The latest assessment that is complete, or None."""
        done = [assessment for assessment in self.assessments.all() if assessment.is_complete]
        return max(done, key=lambda assessment: (assessment.assessed_on, assessment.pk), default=None)

    def status_on(self, today: dt.date) -> str:
        """Return the status on a day: "planned", "running", "ended", or "" where no date is known."""
        if not self.period:
            return Status.RUNNING if self.is_regular_service else ""
        if self.period_from and self.period_from > today:
            return Status.PLANNED
        is_over = self.period_until and self.period_until < today and not self.is_regular_service
        return Status.ENDED if is_over else Status.RUNNING

    @property
    def status(self) -> str:
        return self.status_on(timezone.localdate())

    @property
    def status_label(self) -> str:
        return str(Status(self.status).label) if self.status else ""

    @property
    def has_evaluation(self) -> bool:
        """Whether anybody looked at it: an evaluation is told, or a study is named. Needs `evidence_items` fetched."""
        return bool(self.evaluation or self.evidence_items.all())

    @property
    def card_meta(self) -> list[str]:
        places = [country.label for country in rows_of(self, "countries")]
        return [
            *([str(self.get_kind_of_practice_display()).capitalize()] if self.kind_of_practice else []),
            *places,
            *([describe(self.period)] if self.period else []),
            *([str(Label(self.label).label).capitalize()] if self.label != Label.SHARED else []),
        ]

    def index_texts(self):
        own = [self.summary, *self.texts()]
        partners = [str(partner.organisation or partner.name) for partner in rows_of(self, "partners")]
        findings = [f"{item.title} {item.design} {item.finding}" for item in rows_of(self, "evidence_items")]
        return own + partners + [place.name for place in rows_of(self, "places")] + findings

    def index_facets(self):
        shown = showings_of(self)
        implementers = {
            partner.kind for partner in rows_of(self, "partners") if partner.is_implementer and partner.kind
        }
        return super().index_facets() | {
            "type": [self.kind_of_practice],
            "level": [self.level] if self.level else [],
            "place": [place.slug for place in rows_of(self, "places")],
            "fund": sorted({share.fund.slug for share in rows_of(self, "funding_shares") if share.fund}),
            "organisation": sorted({p.organisation.slug for p in rows_of(self, "partners") if p.organisation}),
            "implementer": sorted(implementers),
            "evidence": [str(self.evidence_level)],
            "label": [self.label],
            "origin": [self.origin],
            "has_evaluation": ["yes" if self.has_evaluation else "no"],
            "status": [self.status] if self.status else [],
            "shown_at": sorted({showing.event for showing in shown}),
            "network": sorted({showing.network for showing in shown if showing.network}),
            "year": [str(year) for year in self.running_years(dt.date.today().year + 5)],
        }

    def index_document(self):
        return replace(super().index_document(), evidence=self.evidence_level, assessed=self.assessed_score)

    def running_years(self, last: int) -> range:
        """Return the calendar years in which the practice ran, up to `last`; empty where no beginning is known."""
        if self.period_from is None:
            return range(0)
        is_open = self.is_regular_service or self.period_until is None
        return range(self.period_from.year, (last if is_open else min(self.period_until.year, last)) + 1)

    def own_export(self):
        return {
            "label": self.label,
            "evidence_level": self.evidence_level,
            "assessment_points": self.assessed_score,
            "status": str(self.status),
            "kind": self.kind_of_practice,
            "level": self.level,
            "places": [place.name for place in self.places.all()],
            "period": self.period,
            "is_regular_service": self.is_regular_service,
            "run_by": [str(partner) for partner in self.partners.all() if partner.is_implementer],
            "partners": [str(partner) for partner in self.partners.all() if not partner.is_implementer],
            "funds": [str(share) for share in self.funding_shares.all()],
            "costs": [f"{cost} {cost.note}".strip() for cost in self.costs.all()],
            "numbers_reached": [str(count) for count in self.participants.all()],
            "written_by": self.origin,
            **{name: getattr(self, name) for name in self.TEXTS},
        }

    def index_date(self):
        return self.period_from.toordinal() if self.period_from else None
