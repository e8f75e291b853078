"""Meetings: who met when and where, about what, and what was on the agenda."""

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from publishing.cleaning import clean_texts
from publishing.fields import RichTextField
from publishing.models import Attachment, Citation, Translation
from richtext import plain_of

from .base import Event, EventQuerySet


class MeetingQuerySet(EventQuerySet):
    def for_index(self):
        return super().for_index().prefetch_related("agenda")


class Meeting(Event):
    """A meeting of a network, an edition of a forum, a conference, a board, a debate or an academy session."""

    class Kind(models.TextChoices):
        NETWORK = "network-meeting", _("network meeting")
        FORUM = "forum-edition", _("forum edition")
        CONFERENCE = "working-conference", _("working conference")
        PLENARY = "plenary", _("plenary")
        BOARD = "board", _("board meeting")
        DEBATE = "debate", _("debate")
        ACADEMY = "academy-session", _("academy session")
        FOUNDING = "founding", _("founding meeting")

    kind_of_meeting = models.CharField(_("kind"), max_length=20, choices=Kind)
    edition_title = models.CharField(_("title of the edition"), max_length=300, blank=True)
    stands_for = models.PositiveSmallIntegerField(
        _("number of meetings"),
        default=1,
        help_text=_("More than one where a source counts meetings without naming them."),
    )
    format = models.TextField(_("form"), blank=True, help_text=_("How the meeting worked, as “workshops”."))
    workshop = models.TextField(_("workshops"), blank=True, help_text=_("One a line."))
    debated = models.TextField(_("what was debated"), blank=True, help_text=_("One point a line."))
    conclusions = models.TextField(_("conclusions"), blank=True, help_text=_("One a line."))
    decision = models.TextField(_("decision"), blank=True)
    presentations = models.PositiveSmallIntegerField(_("practices presented"), null=True, blank=True)
    presentations_by = models.CharField(_("presented by"), max_length=200, blank=True)
    organiser = models.ForeignKey(
        "directory.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organiser")
    )
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("follows")
    )

    short_texts = ("participants_note", "edition_title", "presentations_by")
    translated_rows = {"agenda": ("title", "text"), "participant_groups": ("name",)}

    objects = MeetingQuerySet.as_manager()

    class Meta(Event.Meta):
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    @property
    def type_value(self):
        return self.kind_of_meeting

    @property
    def type_label(self):
        return capfirst(self.get_kind_of_meeting_display())

    def index_texts(self):
        own = [self.edition_title, self.format, self.workshop, self.debated, self.conclusions, self.decision]
        return super().index_texts() + own + [item.text_for_index for item in self.agenda.all()]


class MeetingCitation(Citation):
    owner = models.ForeignKey(Meeting, models.CASCADE, related_name="citations")


class MeetingDocument(Attachment):
    owner = models.ForeignKey(Meeting, models.CASCADE, related_name="documents")


class MeetingTranslation(Translation):
    owner = models.ForeignKey(Meeting, models.CASCADE, related_name="translations")


class ParticipantGroup(models.Model):
    """So many participants of one kind at a meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="participant_groups")
    name = models.CharField(_("group"), max_length=200)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)

    class Meta:
        verbose_name = _("group of participants")
        verbose_name_plural = _("participants by group")
        ordering = ["pk"]

    def __str__(self):
        return self.name


class AgendaItem(models.Model):
    """One point of an agenda: its title, who spoke, what was said and which practices were shown."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=300)
    starts_at = models.TimeField(_("starts at"), null=True, blank=True)
    text = RichTextField(_("what was said"), blank=True)
    speakers = models.TextField(_("speakers"), blank=True, help_text=_("Name, role and organisation; one a line."))
    practices = models.ManyToManyField(
        "practices.Practice", blank=True, related_name="agenda_items", verbose_name=_("practices presented")
    )

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        clean_texts(self)
        super().save(*args, **kwargs)

    @property
    def text_for_index(self) -> str:
        return f"{self.title}\n{self.speakers}\n{plain_of(self.text)}"
