"""What meetings, visits, exchanges, reports, lessons and recommendations can be filtered by."""

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.dates import in_year
from networks.filters import network_choices
from publishing.filters import FacetFilter, PublicationFilter, country_choices, year_choices

from .models import Addressee, Exchange, Lesson, Meeting, MeetingReport, Recommendation, StudyVisit
from .models.report import FOLLOWED_UP, OPEN

EVENT_KINDS = [
    (value, capfirst(label))
    for value, label in [*Meeting.Kind.choices, ("studyvisit", _("study visit")), *Exchange.Kind.choices]
]

LEARNT_KINDS = [("lesson", _("Lesson")), ("recommendation", _("Recommendation"))]
FOLLOW_UPS = [(OPEN, pgettext_lazy("of a lesson", "Open")), (FOLLOWED_UP, _("Followed up"))]


class EventFilter(PublicationFilter):
    """The filters of the calendar; they fit meetings, study visits and exchanges alike."""

    kind = FacetFilter(facet="type", label=_("Kind"), choices=EVENT_KINDS, method="by_kind")
    network = FacetFilter(field_name="network__slug", facet="network", label=_("Network"), choices=network_choices)
    country = FacetFilter(facet="country", label=_("Country"), choices=country_choices, method="by_country")
    year = FacetFilter(facet="year", label=_("Year"), choices=year_choices(ahead=5), is_sorted=False, method="by_year")
    status = FacetFilter(field_name="status", facet="status", label=_("Status"), choices=Meeting.Status.choices)

    sorts = [
        ("newest", _("Latest date first")),
        ("oldest", _("Earliest date first")),
        ("title", _("Title, A to Z")),
    ]
    default_sort = "newest"

    class Meta:
        model = Meeting
        fields = ["q", "kind", "network", "country", "topic", "target_group", "year", "status"]

    def by_kind(self, rows, name, values):
        """Keep the events of the kinds, each type by the field that holds its kind."""
        if rows.model is StudyVisit:
            return rows if "studyvisit" in values else rows.none()
        return rows.filter(**{f"kind_of_{rows.model._meta.model_name}__in": values})

    def by_country(self, rows, name, values):
        """Keep what is held in one of the countries or names it."""
        wanted = Q(countries__code__in=values) | Q(venue_country__code__in=values) | Q(place__country__code__in=values)
        if rows.model is StudyVisit:
            wanted |= Q(visited_places__country__code__in=values)
        if rows.model is Exchange:
            wanted |= Q(parties__country__code__in=values) | Q(parties__organisation__country__code__in=values)
        return rows.filter(wanted).distinct()

    def by_year(self, rows, name, values):
        """Keep what touches one of the years."""
        wanted = Q(pk__in=[])
        for year in map(int, values):
            wanted |= in_year("when", year)
        return rows.filter(wanted, when_from__isnull=False, when_until__isnull=False)


class StudyVisitFilter(EventFilter):
    class Meta(EventFilter.Meta):
        model = StudyVisit


class ExchangeFilter(EventFilter):
    class Meta(EventFilter.Meta):
        model = Exchange


class LearntFilter(PublicationFilter):
    """The filters of lessons and recommendations, which fit both alike."""

    kind = FacetFilter(facet="type", label=_("Kind"), choices=LEARNT_KINDS, is_sorted=False, method="by_kind")
    addressee = FacetFilter(
        facet="addressee",
        label=_("To whom"),
        choices=[(value, capfirst(label)) for value, label in Addressee.Kind.choices],
        method="by_addressee",
    )
    network = FacetFilter(facet="network", label=_("Network"), choices=network_choices, method="by_network")
    year = FacetFilter(facet="year", label=_("Year"), choices=year_choices(ahead=5), is_sorted=False, method="by_year")
    follow_up = FacetFilter(
        facet="follow_up", label=_("Follow-up"), choices=FOLLOW_UPS, is_sorted=False, method="by_follow_up"
    )

    sorts = [*EventFilter.sorts, ("open", _("Open the longest first"))]
    default_sort = "newest"

    class Meta:
        model = Lesson
        fields = ["q", "kind", "topic", "target_group", "addressee", "network", "year", "country", "follow_up"]

    def by_kind(self, rows, name, values):
        """Keep lessons, recommendations or both."""
        return rows if rows.model._meta.model_name in values else rows.none()

    def by_addressee(self, rows, name, values):
        """Keep what is addressed to one of the kinds of body; a lesson is addressed to nobody."""
        if rows.model is not Recommendation:
            return rows.none()
        return rows.filter(addressees__kind__in=values).distinct()

    def by_network(self, rows, name, values):
        """Keep what was learnt at events of the networks."""
        return rows.filter(Q(meeting__network__slug__in=values) | Q(visit__network__slug__in=values))

    def by_year(self, rows, name, values):
        """Keep what was learnt in one of the years."""
        years = list(map(int, values))
        return rows.filter(Q(meeting__when_from__year__in=years) | Q(visit__when_from__year__in=years))

    def by_follow_up(self, rows, name, values):
        """Keep what nothing was done about as far as is known, what was followed up, or both."""
        if len(set(values)) > 1:
            return rows
        return rows.filter(follow_ups__isnull=OPEN in values).distinct()


class LessonFilter(LearntFilter):
    kind = None
    addressee = None

    class Meta(LearntFilter.Meta):
        fields = [name for name in LearntFilter.Meta.fields if name not in ("kind", "addressee")]


class RecommendationFilter(LearntFilter):
    kind = None

    class Meta(LearntFilter.Meta):
        model = Recommendation
        fields = [name for name in LearntFilter.Meta.fields if name != "kind"]


class MeetingReportFilter(PublicationFilter):
    network = FacetFilter(
        field_name="meeting__network__slug", facet="network", label=_("Network"), choices=network_choices
    )

    sorts = EventFilter.sorts
    default_sort = "newest"

    class Meta:
        model = MeetingReport
        fields = ["q", "topic", "network", "country"]
