"""Adoptions: what was seen elsewhere and tried here, from the practice it comes from to what became of it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.dates import EDTFField
from directory.wording import date_block, describe
from publishing.models import Citation, Publication, PublicationQuerySet, Translation

from .meeting import Meeting
from .visit import Exchange, StudyVisit

SEEN_AT = ("meeting", "visit", "exchange")
BESIDE = ("flow",)  # addresses that stand beside those of the records


class AdoptionQuerySet(PublicationQuerySet):
    def newest_first(self):
        """Return the latest first; what has no date comes last."""
        return self.order_by(F("since_from").desc(nulls_last=True), "-pk")

    def for_listing(self):
        return self.select_related("country", "adopter").prefetch_related("origin_countries")

    def for_index(self):
        events = (f"{name}__network" for name in SEEN_AT)
        rows = super().for_index().select_related("practice", "country", "adopter", "place", *events)
        return rows.prefetch_related("origin_countries")

    def for_export(self):
        rows = super().for_export().select_related("practice", "recorded_as", "country", "adopter", "place", *SEEN_AT)
        return rows.prefetch_related("origin_countries")


def _seen_there(model, label):
    return models.ForeignKey(
        model, models.SET_NULL, null=True, blank=True, related_name="adoptions", verbose_name=label
    )  # fmt: skip


class Adoption(Publication):
    """A practice taken over by somebody elsewhere. The origin is a practice of the portal, or told in words."""

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("of a practice", "planned")
        TRYING = "trying", _("being tried")
        ADOPTED = "adopted", pgettext_lazy("of a practice", "adopted")
        STOPPED = "stopped", _("stopped")

    practice = models.ForeignKey(
        "practices.Practice", models.PROTECT, null=True, blank=True, related_name="adoptions",
        verbose_name=_("practice that was taken over"),
    )  # fmt: skip
    origin_text = models.CharField(
        _("what was taken over, in words"), max_length=300, blank=True,
        help_text=_("Only where the practice has no record of its own here."),
    )  # fmt: skip
    origin_countries = models.ManyToManyField(
        "directory.Country", blank=True, related_name="+", verbose_name=_("countries it comes from"),
        help_text=_("Empty where no source says."),
    )  # fmt: skip
    adopter = models.ForeignKey(
        "directory.Organisation", models.PROTECT, null=True, blank=True, related_name="adoptions",
        verbose_name=_("who takes it over"),
    )  # fmt: skip
    adopter_name = models.CharField(
        _("its name, if it is not in the directory"), max_length=200, blank=True,
        help_text=_("A body, never a private person."),
    )  # fmt: skip
    place = models.ForeignKey(
        "directory.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    country = models.ForeignKey(
        "directory.Country", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("country that takes it over"),
        help_text=_("Left empty, it is that of the place, or else the seat of the organisation."),
    )  # fmt: skip
    since = EDTFField(_("since when"), blank=True)
    status = models.CharField(_("how far it is"), max_length=10, choices=Status)
    changed = models.TextField(_("what was changed"), blank=True, help_text=_("What is otherwise than at its origin."))
    outcome = models.TextField(_("what came of it"), blank=True)
    evidence = models.TextField(
        _("what shows it"), blank=True, help_text=_("Studies, figures, an evaluation; one a line.")
    )
    meeting = _seen_there(Meeting, _("meeting where it was seen"))
    visit = _seen_there(StudyVisit, _("study visit where it was seen"))
    exchange = _seen_there(Exchange, _("exchange where it was seen"))
    recorded_as = models.OneToOneField(
        "practices.Practice", models.PROTECT, null=True, blank=True, related_name="adopted_from",
        verbose_name=_("own record as a practice"),
        help_text=_("Where the adoption is told as a practice itself, which others may adopt in turn."),
    )  # fmt: skip

    short_texts = ("origin_text",)

    objects = AdoptionQuerySet.as_manager()

    class Meta(Publication.Meta):
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        constraints = [
            *Publication.Meta.constraints,
            models.CheckConstraint(
                condition=Q(practice__isnull=False, origin_text="")
                | (Q(practice__isnull=True) & ~Q(origin_text="")),
                name="adoption_has_one_origin",
                violation_error_message=_("Choose the practice taken over, or tell it in words: one of the two."),
            ),
            models.CheckConstraint(
                condition=Q(adopter__isnull=False, adopter_name="")
                | (Q(adopter__isnull=True) & ~Q(adopter_name="")),
                name="adoption_has_one_adopter",
                violation_error_message=_("Choose the organisation that takes it over, or name it: one of the two."),
            ),
            models.CheckConstraint(
                condition=Q(meeting__isnull=True, visit__isnull=True)
                | Q(meeting__isnull=True, exchange__isnull=True)
                | Q(visit__isnull=True, exchange__isnull=True),
                name="adoption_was_seen_at_one_event_at_most",
                violation_error_message=_("Choose one meeting, study visit or exchange at most, the first one."),
            ),
            models.CheckConstraint(
                condition=Q(practice__isnull=True) | Q(recorded_as__isnull=True) | ~Q(practice=F("recorded_as")),
                name="adoption_is_no_practice_of_itself",
                violation_error_message=_("A practice cannot be an adoption of itself. Choose another record."),
            ),
        ]  # fmt: skip

    def prepare(self):
        super().prepare()
        if self.country_id is None:
            self.country = self._country_told

    @property
    def _country_told(self):
        """The country of the place, or else the seat of the organisation."""
        if self.place:
            return self.place.country
        return self.adopter.country if self.adopter else None

    def clean(self):
        """Refuse an address that is taken, a place in another country, and a practice that descends from itself."""
        super().clean()
        if self.slug in BESIDE:
            raise ValidationError({"slug": _("This address belongs to another page. Choose a longer one.")})
        if self.place and self.country and self.place.country_id != self.country_id:
            raise ValidationError({"country": _("The place lies in another country. Leave the country empty.")})
        if self.recorded_as_id and self.recorded_as_id in self._ancestors():
            raise ValidationError(
                {"recorded_as": _("This practice is among the ancestors of the one that was taken over.")}
            )

    def _ancestors(self) -> set[int]:
        """Return the keys of the practice that was taken over and of those that it goes back to."""
        found, current = set(), self.practice_id
        while current and current not in found:
            found.add(current)
            others = Adoption.objects.exclude(pk=self.pk).filter(recorded_as=current)
            current = others.values_list("practice", flat=True).first()
        return found

    @property
    def event(self):
        """The meeting, study visit or exchange where it was seen, or None where no source says."""
        return self.meeting or self.visit or self.exchange

    @property
    def adopter_label(self) -> str:
        return str(self.adopter) if self.adopter else self.adopter_name

    @property
    def way(self) -> str:
        """From where to where, in the reader's language: "Sweden → Belgium"; "" where neither is known."""
        givers = ", ".join(sorted(country.label for country in self.origin_countries.all()))
        return " → ".join(part for part in (givers, self.country.label if self.country else "") if part)

    @property
    def card_meta(self) -> list[str]:
        status = capfirst(str(self.get_status_display()))
        return [self.kind_label, *([self.way] if self.way else []), self.adopter_label, status]

    @property
    def card_date(self):
        return date_block(self, "since") if self.since else None

    @property
    def standing(self) -> str:
        """Where, how far and since when, on one line: "Belgium, adopted, since 2023"."""
        return ", ".join([*self._where, str(self.get_status_display()), *self._since_when])

    @property
    def where_and_when(self) -> str:
        """Where and since when, on one line: "Belgium, since 2023"."""
        return ", ".join([*self._where, *self._since_when])

    @property
    def _where(self) -> list[str]:
        return [self.country.label] if self.country else []

    @property
    def _since_when(self) -> list[str]:
        return [describe(self.since if "/" in self.since else f"{self.since}/..")] if self.since else []

    @property
    def flows(self) -> list[str]:
        """The ways it went, as "SE-BE"; a side that is not known is empty: "-BE"."""
        taker = self.country.code if self.country else ""
        givers = [country.code for country in self.origin_countries.all()] or [""]
        return [f"{giver}-{taker}" for giver in givers]

    def index_texts(self):
        place = self.place.name if self.place else ""
        told = [self.origin_text, self.changed, self.outcome, self.evidence]
        return [self.summary, *told, self.adopter_label, place]

    def index_facets(self):
        facets = super().index_facets()
        givers = {country.code for country in self.origin_countries.all()}
        takers = {self.country.code} if self.country else set()
        network = self.event.network if self.event else None
        last = (self.since_until or self.since_from) if self.since_from else None
        years = range(self.since_from.year, last.year + 1) if last else ()
        return facets | {
            "country": sorted({*facets["country"], *givers, *takers}),
            "giver": sorted(givers),
            "taker": sorted(takers),
            "flow": self.flows,
            "status": [self.status],
            "practice": [self.practice.slug] if self.practice else [],
            "network": [network.slug] if network else [],
            "shown_at": [self.event.slug] if self.event else [],
            "organisation": [self.adopter.slug] if self.adopter else [],
            "year": [str(year) for year in years],
        }

    def index_date(self):
        return self.since_from.toordinal() if self.since_from else None

    def own_export(self):
        return {
            "practice": _public(self.practice),
            "origin": self.origin_text,
            "from_countries": [country.code for country in self.origin_countries.all()],
            "adopter": self.adopter_label,
            "place": self.place.name if self.place else "",
            "to_country": self.country.code if self.country else "",
            "since": self.since,
            "since_as_written": self.since_as_written,
            "status": self.status,
            "changed": self.changed,
            "outcome": self.outcome,
            "evidence": self.evidence,
            "seen_at": _public(self.event),
            "recorded_as": _public(self.recorded_as),
        }


def _public(record) -> str:
    """Return the slug of a record that everybody may see, else nothing."""
    return record.slug if record and record.is_published else ""


class AdoptionCitation(Citation):
    owner = models.ForeignKey(Adoption, models.CASCADE, related_name="citations")


class AdoptionTranslation(Translation):
    owner = models.ForeignKey(Adoption, models.CASCADE, related_name="translations")
