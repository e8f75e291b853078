"""Practices and projects: what was done, for whom, with what result, with what money, and how well that is known.

Knows publishing and the directory; does not know networks or meetings.
"""

from .assessment import Assessment as Assessment
from .assessment import Assessor as Assessor
from .assessment import Score as Score
from .evidence import EditorialCheck as EditorialCheck
from .evidence import EvidenceItem as EvidenceItem
from .parts import Cost as Cost
from .parts import FundingShare as FundingShare
from .parts import Link as Link
from .parts import ParticipantCount as ParticipantCount
from .parts import Partner as Partner
from .parts import PracticeCitation as PracticeCitation
from .parts import PracticeDocument as PracticeDocument
from .parts import PracticePhotograph as PracticePhotograph
from .parts import PracticeTranslation as PracticeTranslation
from .practice import Practice as Practice
