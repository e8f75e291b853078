"""The actions: what is to be done, until when, by what kinds of means, and how it stands."""

import datetime as dt
from dataclasses import replace

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from directory.dates import EDTFField
from directory.wording import describe
from publishing.models import Citation, Publication, PublicationQuerySet, Translation

from ..checks import UNCHANGED_AFTER, Rule, findings
from ..fields import ChoicesField
from ..states import Status
from .item import EVENTS, ActionItem
from .plan import Area
from .status import StatusUpdate


class ActionQuerySet(PublicationQuerySet):
    def in_order(self):
        """Return the actions as their plans number them."""
        return self.order_by("area__plan__period_from", "-area__kind", "area__position", "number", "pk")

    def of_plan(self, plan):
        return self.filter(area__plan=plan)

    def carried_out_by(self, record):
        """Return the actions that name `record`, or for a network one of its events."""
        return self.filter(pk__in=ActionItem.objects.of(record).values("action"))

    def with_status(self):
        """Add the newest status as `status_now`, "" where there is none."""
        newest = StatusUpdate.objects.filter(action=OuterRef("pk")).newest_first().values("status")[:1]
        return self.annotate(status_now=Subquery(newest))

    def for_listing(self):
        items = models.Prefetch("items", ActionItem.objects.order_by("pk"))
        return self.select_related("area__plan").prefetch_related("updates", items)

    def for_timetable(self):
        """Fetch the plan, the history and what carries the actions out."""
        items = models.Prefetch("items", ActionItem.objects.with_records())
        return self.select_related("area__plan").prefetch_related("updates", items)

    def for_index(self):
        items = models.Prefetch("items", ActionItem.objects.with_records())
        ways = ("practice__countries", "exchange__parties__country", "exchange__parties__organisation__country")
        more = (*ways, "visit__visited_places__country")
        rows = self.prefetch_related(None).select_related("area__plan")  # `for_listing` fetches items without records
        terms = ("topics", "target_groups", "countries", "translations")
        return rows.prefetch_related(*terms, "updates", items, *(f"items__{way}" for way in more))

    def for_export(self):
        return super().for_export().for_timetable()

    def turned_between(self, first: dt.date, last: dt.date):
        """Return the actions that ran out, or grew old, between the two days: what is to be checked has changed."""
        ran_out = Q(until_until__gte=first, until_until__lt=last)
        grew_old = Q(updates__when_until__gte=first - UNCHANGED_AFTER, updates__when_until__lt=last - UNCHANGED_AFTER)
        return self.filter(ran_out | grew_old).distinct()


class Action(Publication):
    """One action of a plan. How it stands is its newest `StatusUpdate`; what carries it out are its items."""

    class Type(models.TextChoices):
        PARTNERSHIP = "partnership", _("partnership")
        FUNDING = "funding", _("funding")
        PROJECT = "project", _("project")
        PROGRAMME = "programme", _("programme")
        POLICY = "policy", _("policy")
        PUBLICATION = "publication", _("publication")

    area = models.ForeignKey(Area, models.PROTECT, related_name="actions", verbose_name=_("area"))
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("Its number within the area."))
    aim = models.TextField(_("aim"), blank=True, help_text=_("What it is to reach, in a sentence."))
    types = ChoicesField(_("types"), options=Type.choices, blank=True, help_text=_("All that apply."))
    begun = EDTFField(_("since"), blank=True)
    until = EDTFField(_("until"), blank=True)
    names_none = models.BooleanField(
        _("the source names nothing that carries it out"),
        default=False,
        help_text=_("Say so where somebody looked and found none; readers see it. Then leave the list below empty."),
    )
    cross_reference = models.TextField(_("where else to look"), blank=True)
    note = models.TextField(_("what else is known"), blank=True, help_text=_("One point a line."))

    objects = ActionQuerySet.as_manager()

    check_after = dt.timedelta(days=365)
    translated_rows = {"updates": ("text",), "items": ("text", "note")}

    class Meta(Publication.Meta):
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints = [
            *Publication.Meta.constraints,
            models.UniqueConstraint(
                fields=["area", "number"],
                name="action_number_is_one_in_its_area",
                violation_error_message=_("There is an action with this number in the area already."),
            ),
        ]

    @property
    def plan(self):
        return self.area.plan

    @property
    def latest(self) -> StatusUpdate | None:
        """The newest entry of its history, None where nobody told anything yet."""
        return next(iter(self.updates.all()), None)

    @property
    def status(self) -> str:
        return self.latest.status if self.latest else ""

    @property
    def status_label(self) -> str:
        return capfirst(str(Status(self.status).label)) if self.status else str(_("No status is known"))

    @property
    def type_labels(self) -> list[str]:
        """Its types in the reader's language."""
        return [capfirst(str(label)) for value, label in self.Type.choices if value in self.types]

    @property
    def original(self):
        """The action in its own language: checks read its texts, whatever the reader reads."""
        return self.translated_by.owner if self.translated_by else self

    def reasons_to_check(self, today: dt.date | None = None) -> list[Rule]:
        """Return the rules by which somebody should look at the action on `today`."""
        return findings(self.original, today or timezone.localdate())

    @property
    def card_meta(self):
        facts = [f"{self.kind_label} {self.number}", self.area.label, self.status_label]
        if self.until:
            facts.append(str(_("until %(date)s")) % {"date": describe(self.until)})
        labels = [str(rule.label) for rule in self.reasons_to_check()]
        return [*facts, *([str(_("To check: %(what)s")) % {"what": ", ".join(labels)}] if labels else [])]

    def index_keywords(self):
        return f"{self.area.name} {self.number}"

    def index_texts(self):
        told = [update.text for update in self.updates.all()]
        items = [f"{item.label} {item.note}" for item in self.shown_items]
        return [self.summary, self.aim, self.cross_reference, self.note, *told, *items]

    @property
    def shown_items(self) -> list[ActionItem]:
        return [item for item in self.items.all() if item.is_shown]

    def index_facets(self):
        facets, items = super().index_facets(), self.shown_items
        return facets | {
            "plan": [self.plan.slug],
            "area": [self.area.slug],
            "type": list(self.types),
            "status": [self.status] if self.status else [],
            "item": sorted({item.kind for item in items}) or [NO_ITEM],
            "network": sorted({network.slug for item in items for network in item.networks}),
            "country": sorted({*facets["country"], *(code for item in items for code in countries_of(item))}),
            "attention": [rule.key for rule in self.reasons_to_check()],
        }

    def index_date(self):
        return self.latest.when_from.toordinal() if self.latest and self.latest.when_from else None

    def index_document(self):
        return replace(super().index_document(), number=self.place_in_all)

    @property
    def place_in_all(self) -> int:
        """A number by which actions stand as their plans number them, the older plan first."""
        year = self.plan.period_from.year if self.plan.period_from else 0
        second_half = 100 if self.area.kind == Area.Kind.HORIZONTAL else 0
        return (year * 1000 + second_half + self.area.position) * 100_000 + self.number

    def own_export(self):
        latest = self.latest
        return {
            "plan": self.plan.slug,
            "area": self.area.slug,
            "number": self.number,
            "aim": self.aim,
            "types": self.types,
            "since": self.begun,
            "until": self.until,
            "status": self.status,
            "status_of": latest.when if latest else "",
            "status_text": latest.text if latest else "",
            "carried_out_by": [item.label for item in self.shown_items],
            "source_names_none": self.names_none,
            "where_else": self.cross_reference,
            "note": self.note,
            "to_check": [rule.key for rule in self.reasons_to_check()],
        }


NO_ITEM = "none"


def countries_of(item: ActionItem) -> set[str]:
    """Return the codes of the countries in which an item happens or that take part in it."""
    record, kind = item.record, item.kind
    found = set()
    if kind in EVENTS and record.country:
        found.add(record.country.code)
    if kind == "visit":
        found |= {place.country.code for place in record.visited_places.all()}
    if kind == "exchange":
        found |= {party.country_of_party.code for party in record.parties.all() if party.country_of_party}
    if kind == "practice":
        found |= {country.code for country in record.countries.all()}
    return found


class ActionCitation(Citation):
    owner = models.ForeignKey(Action, models.CASCADE, related_name="citations")


class ActionTranslation(Translation):
    owner = models.ForeignKey(Action, models.CASCADE, related_name="translations")
