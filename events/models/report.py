"""What was learnt: reports of meetings, lessons and recommendations, each a record of its own."""

import datetime as dt
from dataclasses import replace

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
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
    def is_published(self) -> bool:
        """Whether it and its meeting are published."""
        return super().is_published and self.meeting.is_published

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


OPEN, FOLLOWED_UP = "open", "followed-up"  # as lists call what nothing, or something, was done about


class LearntQuerySet(PublicationQuerySet):
    def published(self):
        """What was learnt shows when it and the meeting or visit it comes from are published."""
        return super().published().filter(shown("meeting") | shown("visit"))

    def for_listing(self):
        return self.select_related("meeting__network", "visit__network").prefetch_related("follow_ups")

    def for_index(self):
        rows = super().for_index().select_related("meeting__network", "visit__network")
        return rows.prefetch_related("follow_ups")

    def for_export(self):
        rows = super().for_export().select_related("meeting__network", "visit__network")
        return rows.prefetch_related("follow_ups")


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
    translated_rows = {"follow_ups": ("text",)}

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
    def is_published(self) -> bool:
        """Whether it and the meeting or visit it comes from are published."""
        return super().is_published and self.event.is_published

    @property
    def event(self):
        """The meeting or study visit where it was learnt."""
        return self.meeting or self.visit

    @property
    def is_open(self) -> bool:
        """Whether no follow-up is known. Reads the follow-ups: fetch them beforehand for more than one record."""
        return not self.follow_ups.all()

    @property
    def standing(self) -> str:
        """Whether it was followed up, or since when it has been open, in words."""
        if not self.is_open:
            return gettext("followed up")
        since = self.open_since
        return gettext("open since %(date)s") % {"date": since} if since else gettext("open")

    @property
    def open_since(self) -> str:
        """The date of the meeting or visit, of several days the last, in words; "" where it is not known."""
        first, _slash, last = self.event.when.partition("/")
        return describe(first if last in ("", "..") else last)

    @property
    def card_meta(self):
        return [self.kind_label, self.event.title, self.standing]

    def own_export(self):
        """Say of lessons and of recommendations the same things, so that both fit into one table."""
        event = self.event
        return {
            "text": self.text,
            "addressee": "",
            "addressees": [],
            "learnt_at": event.title,
            "learnt_on": event.when,
            "network": event.network.slug if event.network and event.network.is_published else "",
            "is_open": self.is_open,
            "follow_ups": [f"{row.when}: {row.text}" if row.when else row.text for row in self.follow_ups.all()],
        }

    def index_texts(self):
        return [self.summary, self.text, *(row.text for row in self.follow_ups.all())]

    def index_facets(self):
        network = self.event.network
        year = [str(self.event.when_from.year)] if self.event.when_from else []
        return super().index_facets() | {
            "type": [self._meta.model_name],
            "network": [network.slug] if network else [],
            "year": year,
            "follow_up": [OPEN if self.is_open else FOLLOWED_UP],
        }

    def index_document(self):
        day = self.index_date() or dt.date.max.toordinal()
        return replace(super().index_document(), open_since=day if self.is_open else None)

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


class RecommendationQuerySet(LearntQuerySet):
    def for_index(self):
        return super().for_index().prefetch_related("addressees")

    def for_export(self):
        return super().for_export().prefetch_related("addressees")


class Recommendation(Learnt):
    """What somebody should do, as a meeting or visit advised."""

    addressee = models.CharField(
        _("to whom"), max_length=200, blank=True, help_text=_("In the words of the source, as “administrations”.")
    )
    lesson = models.ForeignKey(
        Lesson,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name=_("lesson it follows from"),
    )

    short_texts = ("addressee",)

    objects = RecommendationQuerySet.as_manager()

    class Meta(Learnt.Meta):
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")

    def own_export(self):
        kinds = [addressee.kind for addressee in self.addressees.all()]
        return super().own_export() | {"addressee": self.addressee, "addressees": kinds}

    def index_texts(self):
        return [*super().index_texts(), self.addressee]

    def index_facets(self):
        return super().index_facets() | {"addressee": [addressee.kind for addressee in self.addressees.all()]}


class RecommendationCitation(Citation):
    owner = models.ForeignKey(Recommendation, models.CASCADE, related_name="citations")


class RecommendationTranslation(Translation):
    owner = models.ForeignKey(Recommendation, models.CASCADE, related_name="translations")
