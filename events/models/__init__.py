"""Meetings, study visits, exchanges, what was learnt there and what was taken over from there.

Knows networks and practices and what lies beneath; neither knows that events exist.
"""

from .adoption import Adoption as Adoption
from .adoption import AdoptionCitation as AdoptionCitation
from .adoption import AdoptionTranslation as AdoptionTranslation
from .followup import Addressee as Addressee
from .followup import FollowUp as FollowUp
from .meeting import AgendaItem as AgendaItem
from .meeting import Meeting as Meeting
from .meeting import MeetingCitation as MeetingCitation
from .meeting import MeetingDocument as MeetingDocument
from .meeting import MeetingTranslation as MeetingTranslation
from .meeting import ParticipantGroup as ParticipantGroup
from .report import Lesson as Lesson
from .report import LessonCitation as LessonCitation
from .report import LessonTranslation as LessonTranslation
from .report import MeetingReport as MeetingReport
from .report import MeetingReportCitation as MeetingReportCitation
from .report import MeetingReportDocument as MeetingReportDocument
from .report import MeetingReportPhotograph as MeetingReportPhotograph
from .report import MeetingReportTranslation as MeetingReportTranslation
from .report import NextStep as NextStep
from .report import Recommendation as Recommendation
from .report import RecommendationCitation as RecommendationCitation
from .report import RecommendationTranslation as RecommendationTranslation
from .report import ReportEdition as ReportEdition
from .visit import Delegation as Delegation
from .visit import Exchange as Exchange
from .visit import ExchangeCitation as ExchangeCitation
from .visit import ExchangeTranslation as ExchangeTranslation
from .visit import Party as Party
from .visit import StudyVisit as StudyVisit
from .visit import StudyVisitCitation as StudyVisitCitation
from .visit import StudyVisitDocument as StudyVisitDocument
from .visit import StudyVisitTranslation as StudyVisitTranslation
