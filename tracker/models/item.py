"""What carries an action out: a record of any kind, or a text."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

# The kinds of records that an item can be, by the name of its key.
KINDS = {
    "network": "networks.Network",
    "meeting": "events.Meeting",
    "visit": "events.StudyVisit",
    "exchange": "events.Exchange",
    "report": "events.MeetingReport",
    "lesson": "events.Lesson",
    "recommendation": "events.Recommendation",
    "practice": "practices.Practice",
    "news_item": "news.NewsItem",
    "analysis": "news.Analysis",
    "fund": "directory.Fund",
    "organisation": "directory.Organisation",
}
TEXT = "text"
EVENTS = ("meeting", "visit", "exchange")  # those that belong to a network


def _key(name: str, verbose_name) -> models.ForeignKey:
    return models.ForeignKey(
        KINDS[name], models.PROTECT, null=True, blank=True, related_name="action_items", verbose_name=verbose_name
    )


def _exactly_one() -> Q:
    """Return the condition that one of the keys is set and no text, or the text and no key."""
    wanted = Q()
    for chosen in (*KINDS, TEXT):
        alone = Q(text="") if chosen != TEXT else ~Q(text="")
        for name in KINDS:
            alone &= Q(**{f"{name}__isnull": name != chosen})
        wanted |= alone
    return wanted


class ActionItemQuerySet(models.QuerySet):
    def with_records(self):
        """Fetch the records with their networks and places: one query."""
        networks = [f"{name}__network" for name in EVENTS]
        places = [f"{name}__{way}" for name in EVENTS for way in ("place__country", "venue_country")]
        return self.select_related(*KINDS, *networks, *places)

    def of(self, record):
        """Return the items that name `record`; for a network also those that name one of its events."""
        name = ActionItem.key_of(type(record))
        wanted = Q(**{name: record})
        if name == "network":
            for event in EVENTS:
                wanted |= Q(**{f"{event}__network": record})
        return self.filter(wanted)


class ActionItem(models.Model):
    """One thing that carries an action out: a record of the portal, or a text where there is no record."""

    action = models.ForeignKey("tracker.Action", models.CASCADE, related_name="items")
    network = _key("network", _("network"))
    meeting = _key("meeting", _("meeting"))
    visit = _key("visit", _("study visit"))
    exchange = _key("exchange", _("exchange"))
    report = _key("report", _("meeting report"))
    lesson = _key("lesson", _("lesson"))
    recommendation = _key("recommendation", _("recommendation"))
    practice = _key("practice", _("practice or project"))
    news_item = _key("news_item", _("news item"))
    analysis = _key("analysis", _("analysis"))
    fund = _key("fund", _("fund"))
    organisation = _key("organisation", _("organisation"))
    text = models.TextField(_("text"), blank=True, help_text=_("Only where the portal has no record of it."))
    note = models.TextField(_("note"), blank=True, help_text=_("What it does for the action, if that is not plain."))

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("what carries it out")
        verbose_name_plural = _("what carries it out")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=_exactly_one(),
                name="action_item_is_one_record_or_a_text",
                violation_error_message=_("Choose one record, or write a text: one of them, and not both."),
            )
        ]

    def __str__(self):
        return str(self.record or self.text)[:200]

    @classmethod
    def key_of(cls, model: type) -> str:
        """Return the name of the key for records of `model`. Raises LookupError for a type that carries nothing out."""
        name = next((name for name, label in KINDS.items() if label == model._meta.label), None)
        if name is None:
            raise LookupError(f"{model._meta.label} is none of the kinds that carry out an action.")
        return name

    @classmethod
    def kind_label(cls, kind: str) -> str:
        """Return a kind in the reader's language, as "Study visit"."""
        return str(_("Text")) if kind == TEXT else capfirst(str(cls._meta.get_field(kind).verbose_name))

    @property
    def kind(self) -> str:
        """The name of the key that is set, or "text"."""
        return next((name for name in KINDS if getattr(self, f"{name}_id") is not None), TEXT)

    @property
    def record_kind(self) -> str:
        """What the record is, in the reader's language, as "Study visit"."""
        return self.kind_label(self.kind)

    @property
    def record(self):
        """The record itself, None for a text."""
        return None if self.kind == TEXT else getattr(self, self.kind)

    @property
    def is_shown(self) -> bool:
        """Whether everybody may see it: a text, a noun of the directory, or a record that is public."""
        return getattr(self.record, "is_published", True)

    @property
    def label(self) -> str:
        """What the reader clicks on, or the text."""
        return getattr(self.record, "title", "") or str(self.record or self.text)

    @property
    def language(self) -> str:
        return getattr(self.record, "language", "en")

    @property
    def url(self) -> str:
        """Its page; for a fund, which has none, the practices that it pays for; "" for a text."""
        if self.kind == "fund":
            return f"{reverse('practices:practice-list')}?fund={self.fund.slug}"
        return self.record.get_absolute_url() if self.record else ""

    @property
    def dates(self):
        """The first and last day of an event or a practice as a pair, None where it has no date."""
        record = self.record
        first = getattr(record, "when_from", None) or getattr(record, "period_from", None)
        last = getattr(record, "when_until", None) or getattr(record, "period_until", None)
        return (first, last) if first and last else None

    @property
    def networks(self) -> list:
        """The public networks that it is, or that it belongs to."""
        network = self.network if self.kind == "network" else getattr(self.record, "network", None)
        return [network] if network is not None and network.is_published else []
