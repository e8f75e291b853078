"""What was learnt: reports of meetings, lessons and recommendations, each a record of its own."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.wording import describe
from publishing.fields import RichTextField
from publishing.models import Attachment, Citation, Publication, PublicationQuerySet, State, Translation
from publishing.photographs import Photograph
from richtext import plain_of

from .meeting import Meeting
from .visit import StudyVisit


def shown(path: str) -> Q:
    """Return the condition that the record behind `path` ("meeting") is published."""
    return Q(**{f"{path}__state": State.PUBLISHED, f"{path}__published_at__lte": timezone.now()})


class ReportQuerySet(PublicationQuerySet):
    def published(self):
        """A report shows when it and its meeting are published."""
        return super().published().filter(shown("meeting"))

    def for_listing(self):
        return self.select_related("meeting__network")

    def for_index(self):
        return super().for_index().select_related("meeting__network").prefetch_related("next_steps")


class MeetingReport(Publication):
    """The report of one meeting, published by the Commission's staff."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="report", verbose_name=_("meeting"))
    body = RichTextField(_("text"), blank=True)
    published_on = models.ForeignKey(
        "networks.Network",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("platform where it was published"),
    )
    lists_all_lessons = models.BooleanField(
        _("all lessons are listed"), default=True, help_text=_("Switch it off where the source gives only some.")
    )

    check_after = dt.timedelta(days=5 * 365)
    translated_rows = {"next_steps": ("text", "who"), "photographs": ("alt", "caption")}

    objects = ReportQuerySet.as_manager()

    class Meta(Publication.Meta):
        verbose_name = _("meeting report")
        verbose_name_plural = _("meeting reports")

    @property
    def card_meta(self):
        return [self.kind_label, *([describe(self.meeting.when)] if self.meeting.when else [])]

    def index_texts(self):
        return [self.summary, plain_of(self.body), *(step.text for step in self.next_steps.all())]

    def index_facets(self):
        network = self.meeting.network
        year = [str(self.meeting.when_from.year)] if self.meeting.when_from else []
        return super().index_facets() | {"network": [network.slug] if network else [], "year": year}

    def index_date(self):
        return self.meeting.index_date()


class MeetingReportCitation(Citation):
    owner = models.ForeignKey(MeetingReport, models.CASCADE, related_name="citations")


class MeetingReportDocument(Attachment):
    owner = models.ForeignKey(MeetingReport, models.CASCADE, related_name="documents")


class MeetingReportTranslation(Translation):
    owner = models.ForeignKey(MeetingReport, models.CASCADE, related_name="translations")


class MeetingReportPhotograph(Photograph):
    owner = models.ForeignKey(MeetingReport, models.CASCADE, related_name="photographs")


class NextStep(models.Model):
    """What is to happen after a meeting, by when and by whom."""

    report = models.ForeignKey(MeetingReport, models.CASCADE, related_name="next_steps")
    text = models.CharField(_("what is to be done"), max_length=300)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    who = models.CharField(_("by whom"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("next step")
        verbose_name_plural = _("next steps")
        ordering = ["due_on", "pk"]

    def __str__(self):
        return self.text


class ReportEdition(models.Model):
    """A report as it went out, once in each of its languages. A correction makes the next one; none ever changes."""

    report = models.ForeignKey(MeetingReport, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField(_("edition"))
    language = models.CharField(_("language"), max_length=12)
    made_at = models.DateTimeField(_("published at"), default=timezone.now)
    # When the records were last found to tell readers nothing else; the one thing that is not of the edition itself.
    holds_at = models.DateTimeField(default=timezone.now, editable=False)
    what_changed = models.TextField(_("what was corrected"), blank=True)
    document = models.JSONField()
    pdf = models.FileField(upload_to="editions/")

    is_kept_apart = True  # no version of the report holds it, none takes it back

    class Meta:
        verbose_name = _("edition of a report")
        verbose_name_plural = _("editions of reports")
        ordering = ["-number", "language"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number", "language"], name="edition_is_one_a_language")
        ]

    def __str__(self):
        return f"{self.report} ({self.number}, {self.language})"


class LearntQuerySet(PublicationQuerySet):
    def published(self):
        """What was learnt shows when it and the meeting or visit it comes from are published."""
        return super().published().filter(shown("meeting") | shown("visit"))

    def for_listing(self):
        return self.select_related("meeting__network", "visit__network")

    def for_index(self):
        return super().for_index().select_related("meeting__network", "visit__network")


class Learnt(Publication):
    """What a lesson and a recommendation share: a text, and the meeting or visit it comes from."""

    text = models.TextField(_("text"))
    meeting = models.ForeignKey(
        Meeting, models.CASCADE, null=True, blank=True, related_name="%(class)ss", verbose_name=_("meeting")
    )
    visit = models.ForeignKey(
        StudyVisit, models.CASCADE, null=True, blank=True, related_name="%(class)ss", verbose_name=_("study visit")
    )

    check_after = dt.timedelta(days=5 * 365)

    objects = LearntQuerySet.as_manager()

    class Meta(Publication.Meta):
        abstract = True
        constraints = [
            *Publication.Meta.constraints,
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, visit__isnull=True) | Q(meeting__isnull=True, visit__isnull=False),
                name="%(class)s_comes_from_one_event",
                violation_error_message=_("Choose the meeting or the study visit it comes from, one of the two."),
            ),
        ]

    @property
    def event(self):
        """The meeting or study visit where it was learnt."""
        return self.meeting or self.visit

    @property
    def card_meta(self):
        return [self.kind_label, self.event.title]

    def index_texts(self):
        return [self.summary, self.text]

    def index_facets(self):
        network = self.event.network
        year = [str(self.event.when_from.year)] if self.event.when_from else []
        return super().index_facets() | {"network": [network.slug] if network else [], "year": year}

    def index_date(self):
        return self.event.index_date()


class Lesson(Learnt):
    """Something that was learnt at a meeting or on a visit."""

    class Meta(Learnt.Meta):
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")


class LessonCitation(Citation):
    owner = models.ForeignKey(Lesson, models.CASCADE, related_name="citations")


class LessonTranslation(Translation):
    owner = models.ForeignKey(Lesson, models.CASCADE, related_name="translations")


class Recommendation(Learnt):
    """What somebody should do, as a meeting or visit advised."""

    addressee = models.CharField(_("to whom"), max_length=200, blank=True)
    lesson = models.ForeignKey(
        Lesson,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name=_("lesson it follows from"),
    )

    short_texts = ("addressee",)

    class Meta(Learnt.Meta):
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")

    def index_texts(self):
        return [*super().index_texts(), self.addressee]


class RecommendationCitation(Citation):
    owner = models.ForeignKey(Recommendation, models.CASCADE, related_name="citations")


class RecommendationTranslation(Translation):
    owner = models.ForeignKey(Recommendation, models.CASCADE, related_name="translations")
