"""The admin of meetings, visits, exchanges, adoptions, reports, lessons and recommendations."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from publishing.admin import (
    AttachmentInline,
    CitationInline,
    PhotographInline,
    PublicationAdmin,
    StackInline,
    TableInline,
)

from .bulk import MeetingResource
from .models import (
    Addressee,
    Adoption,
    AdoptionCitation,
    AgendaItem,
    Delegation,
    Exchange,
    ExchangeCitation,
    FollowUp,
    Lesson,
    LessonCitation,
    Meeting,
    MeetingCitation,
    MeetingDocument,
    MeetingReport,
    MeetingReportCitation,
    MeetingReportDocument,
    MeetingReportPhotograph,
    NextStep,
    ParticipantGroup,
    Party,
    Recommendation,
    RecommendationCitation,
    StudyVisit,
    StudyVisitCitation,
    StudyVisitDocument,
)
from .models.followup import CARRIERS

WHEN_AND_WHERE = (
    _("When and where"),
    {
        "fields": [
            ("network", "ordinal"),
            ("when", "when_as_written"),
            ("place", "venue_country", "is_online"),
            "status",
        ],
        "description": _("Give the date as exactly as its source does, never more: 2016-10 for October 2016."),
    },
)
WHO = (_("Who took part"), {"fields": [("participants", "participants_qualifier"), "participants_note"]})


class EventAdmin(PublicationAdmin):
    """What meetings, visits and exchanges share."""

    list_display = ["title", "network", "when", "state", "updated_at"]
    list_filter = ["state", "status"]
    list_select_related = ["network"]
    autocomplete_fields = [*PublicationAdmin.autocomplete_fields, "network", "place", "venue_country"]


class AgendaInline(StackInline):
    model = AgendaItem
    extra = 0
    fields = [("position", "title", "starts_at"), "speakers", "text", "practices"]
    autocomplete_fields = ["practices"]


class ParticipantGroupInline(TableInline):
    model = ParticipantGroup
    extra = 0


class MeetingDocumentInline(AttachmentInline):
    model = MeetingDocument


class MeetingCitationInline(CitationInline):
    model = MeetingCitation


@admin.register(Meeting)
class MeetingAdmin(EventAdmin):
    bulk = MeetingResource
    list_filter = ["state", "status", "kind_of_meeting"]
    search_fields = ["title", "slug", "edition_title", "summary"]
    autocomplete_fields = [*EventAdmin.autocomplete_fields, "organiser", "follows"]
    inlines = [AgendaInline, ParticipantGroupInline, MeetingDocumentInline, MeetingCitationInline]
    own_fieldsets = [
        (_("What it is"), {"fields": [("kind_of_meeting", "edition_title"), ("stands_for", "organiser", "follows")]}),
        WHEN_AND_WHERE,
        (WHO[0], {"fields": [*WHO[1]["fields"], ("presentations", "presentations_by")]}),
        (
            _("What happened"),
            {"fields": ["topic_as_written", "format", "workshop", "debated", "conclusions", "decision", "note"]},
        ),
    ]


class DelegationInline(StackInline):
    model = Delegation
    extra = 0
    fields = [("country", "participants"), ("authority", "municipality", "civil_society")]
    autocomplete_fields = ["country"]


class StudyVisitDocumentInline(AttachmentInline):
    model = StudyVisitDocument


class StudyVisitCitationInline(CitationInline):
    model = StudyVisitCitation


@admin.register(StudyVisit)
class StudyVisitAdmin(EventAdmin):
    autocomplete_fields = [
        *EventAdmin.autocomplete_fields, "host", "visited_places", "visited_organisations", "practices",
    ]  # fmt: skip
    inlines = [DelegationInline, StudyVisitDocumentInline, StudyVisitCitationInline]
    own_fieldsets = [
        WHEN_AND_WHERE,
        (_("Who was visited"), {"fields": ["host", "visited_places", "visited_organisations", "practices"]}),
        (WHO[0], {"fields": [*WHO[1]["fields"], "countries_taking_part", "delegation_rule"]}),
        (_("What it was about"), {"fields": ["topic_as_written", "note"]}),
    ]


class PartyInline(TableInline):
    model = Party
    extra = 0
    autocomplete_fields = ["country", "organisation"]


class ExchangeCitationInline(CitationInline):
    model = ExchangeCitation


@admin.register(Exchange)
class ExchangeAdmin(EventAdmin):
    list_filter = ["state", "kind_of_exchange"]
    autocomplete_fields = [*EventAdmin.autocomplete_fields, "practices"]
    inlines = [PartyInline, ExchangeCitationInline]
    own_fieldsets = [
        (_("What it is"), {"fields": ["kind_of_exchange"]}),
        WHEN_AND_WHERE,
        WHO,
        (
            _("What it was about"),
            {
                "fields": [
                    "topic_as_written",
                    "result",
                    ("result_since", "result_since_as_written"),
                    "practices",
                    "note",
                ]
            },
        ),
    ]


class AdoptionCitationInline(CitationInline):
    model = AdoptionCitation


@admin.register(Adoption)
class AdoptionAdmin(PublicationAdmin):
    list_display = ["title", "status", "since", "country", "state", "updated_at"]
    list_filter = ["state", "status"]
    list_select_related = ["country"]
    search_fields = ["title", "slug", "summary", "origin_text", "adopter_name", "adopter__name"]
    autocomplete_fields = [
        *PublicationAdmin.autocomplete_fields, "practice", "origin_countries", "adopter", "place", "country",
        "meeting", "visit", "exchange", "recorded_as",
    ]  # fmt: skip
    inlines = [AdoptionCitationInline]
    own_fieldsets = [
        (
            _("What was taken over"),
            {
                "fields": ["practice", "origin_text", "origin_countries"],
                "description": _("Choose the practice; tell it in words only where it has no record here."),
            },
        ),
        (
            _("By whom, where and since when"),
            {
                "fields": [
                    ("adopter", "adopter_name"), ("place", "country"), ("since", "since_as_written"), "status",
                ],
                "description": _("Give the date as exactly as its source does, never more: 2023, not 2023-01."),
            },
        ),
        (
            _("Where it was seen"),
            {
                "fields": [("meeting", "visit", "exchange")],
                "description": _("One of the three at most. Its page shows the adoption as what came of it."),
            },
        ),
        (
            _("What became of it"),
            {
                "fields": ["changed", "outcome", "evidence", "recorded_as"],
                "description": _("Say what did not work, too, and why it was stopped."),
            },
        ),
    ]  # fmt: skip


class MeetingReportDocumentInline(AttachmentInline):
    model = MeetingReportDocument


class MeetingReportPhotographInline(PhotographInline):
    model = MeetingReportPhotograph


class NextStepInline(TableInline):
    model = NextStep


class MeetingReportCitationInline(CitationInline):
    model = MeetingReportCitation


@admin.register(MeetingReport)
class MeetingReportAdmin(PublicationAdmin):
    autocomplete_fields = [*PublicationAdmin.autocomplete_fields, "meeting", "published_on"]
    inlines = [NextStepInline, MeetingReportDocumentInline, MeetingReportPhotographInline, MeetingReportCitationInline]
    own_fieldsets = [(_("The report"), {"fields": ["meeting", "body", "published_on", "lists_all_lessons"]})]


class FollowUpInline(StackInline):
    """What was done about a lesson or a recommendation, whichever it stands with."""

    model = FollowUp
    fields = ["text", ("when", "when_as_written"), CARRIERS[:3], CARRIERS[3:], ("source", "locator")]
    autocomplete_fields = [*CARRIERS, "source"]


class LessonCitationInline(CitationInline):
    model = LessonCitation


class LearntAdmin(PublicationAdmin):
    autocomplete_fields = [*PublicationAdmin.autocomplete_fields, "meeting", "visit"]
    own_fieldsets = [
        (
            _("What was learnt"),
            {
                "fields": ["text", ("meeting", "visit")],
                "description": _("Name the meeting or the visit it comes from, one of the two."),
            },
        )
    ]


@admin.register(Lesson)
class LessonAdmin(LearntAdmin):
    inlines = [FollowUpInline, LessonCitationInline]


class AddresseeInline(TableInline):
    model = Addressee


class RecommendationCitationInline(CitationInline):
    model = RecommendationCitation


@admin.register(Recommendation)
class RecommendationAdmin(LearntAdmin):
    autocomplete_fields = [*LearntAdmin.autocomplete_fields, "lesson"]
    inlines = [AddresseeInline, FollowUpInline, RecommendationCitationInline]
    own_fieldsets = [
        *LearntAdmin.own_fieldsets,
        (_("To whom"), {"fields": ["addressee", "lesson"]}),
    ]
