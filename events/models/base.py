"""What meetings, study visits and exchanges share: a network, a date, a place, a status, participants."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.dates import EDTFField
from directory.wording import DateBlock, date_block, describe
from publishing.models import Publication, PublicationQuerySet


class EventQuerySet(PublicationQuerySet):
    def past(self, today: dt.date | None = None):
        """Return the events that were over before `today`, the latest first."""
        return self.filter(when_until__lt=today or timezone.localdate()).order_by("-when_from", "-pk")

    def upcoming(self, today: dt.date | None = None):
        """Return the events that are not over on `today`, the next first."""
        return self.filter(when_until__gte=today or timezone.localdate()).order_by("when_from", "pk")

    def turned_between(self, first: dt.date, last: dt.date):
        """Return the events that were to come, or going on, on the day `first` and are over on the day `last`."""
        return self.filter(when_until__gte=first, when_until__lt=last)

    def newest_first(self):
        """Return the latest first; what has no date comes last."""
        return self.order_by(F("when_from").desc(nulls_last=True), "-pk")

    def in_country(self, country):
        """Return what is held in `country` or names it among its countries."""
        return self.filter(Q(venue_country=country) | Q(place__country=country) | Q(countries=country)).distinct()

    def for_listing(self):
        return self.select_related("network", "place__country", "venue_country")

    def for_index(self):
        return super().for_index().select_related("network", "place__country", "venue_country")


class Event(Publication):
    """An event of a network. Its date is kept as the source writes it and never made more exact."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")
        POSTPONED = "postponed", _("postponed")

    NOT_HELD = (Status.CANCELLED, Status.POSTPONED)

    class Qualifier(models.TextChoices):
        EXACTLY = "exactly", _("exactly")
        MORE_THAN = "more-than", _("more than")
        ABOUT = "about", _("about")

    network = models.ForeignKey(
        "networks.Network",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("network"),
    )
    ordinal = models.PositiveSmallIntegerField(
        _("number"), null=True, blank=True, help_text=_("7 for the seventh meeting or edition.")
    )
    when = EDTFField(_("date"), blank=True)
    place = models.ForeignKey(
        "directory.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    venue_country = models.ForeignKey(
        "directory.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("country, if only that is known"),
    )
    is_online = models.BooleanField(_("online"), default=False)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, blank=True, help_text=_("Leave it empty where no source says.")
    )
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)
    participants_qualifier = models.CharField(
        _("the number is"), max_length=10, choices=Qualifier, default=Qualifier.EXACTLY
    )
    participants_note = models.CharField(_("about the participants"), max_length=300, blank=True)
    topic_as_written = models.TextField(_("topic in the source's words"), blank=True, help_text=_("One a line."))
    note = models.TextField(_("what else is known"), blank=True, help_text=_("One point a line."))

    check_after = dt.timedelta(days=5 * 365)  # what happened does not change, its links do
    untranslated = ("topic_as_written",)
    short_texts = ("participants_note",)

    objects = EventQuerySet.as_manager()

    class Meta(Publication.Meta):
        abstract = True
        ordering = ["-when_from", "-pk"]

    @property
    def country(self):
        """The country where it is held, or None where it is not known."""
        return self.place.country if self.place else self.venue_country

    @property
    def place_label(self) -> str:
        """Where it is held, in the reader's language."""
        if self.is_online:
            return str(_("online"))
        return str(self.place or self.venue_country or "")

    @property
    def is_past(self) -> bool:
        return self.when_until is not None and self.when_until < timezone.localdate()

    @property
    def participants_label(self) -> str:
        """How many took part, with the source's reserve: "more than 200"."""
        if self.participants is None:
            return ""
        if self.participants_qualifier == self.Qualifier.EXACTLY:
            return str(self.participants)
        return f"{self.get_participants_qualifier_display()} {self.participants}"

    @property
    def type_value(self) -> str:
        """The event's kind for the filter of the calendar."""
        return self._meta.model_name

    @property
    def type_label(self) -> str:
        return self.kind_label

    @property
    def card_meta(self) -> list[str]:
        network = [self.network.short_name] if self.network and self.network.is_published else []
        date = [describe(self.when)] if self.when else []
        return [self.type_label, *network, *date, *([self.place_label] if self.place_label else [])]

    @property
    def card_date(self) -> DateBlock | None:
        return date_block(self, "when") if self.when else None

    def index_texts(self):
        return [self.summary, self.topic_as_written, self.note, self.place_label]

    def index_facets(self):
        facets = super().index_facets()
        years = range(self.when_from.year, self.when_until.year + 1) if self.when_from and self.when_until else ()
        held_in = {self.country.code} if self.country else set()
        return facets | {
            "country": sorted(held_in | set(facets["country"])),
            "type": [self.type_value],
            "network": [self.network.slug] if self.network else [],
            "year": [str(year) for year in years],
            "place": [self.place.slug] if self.place else [],
            "status": [self.status] if self.status else [],
        }

    def index_date(self):
        return self.when_from.toordinal() if self.when_from else None
