"""What readers send in: practices they propose or tried, and tasks that come of changes and reports they suggest.

Knows events and below. What a sender wrote is never changed by editors; accepting makes a draft record of it.
"""

from .guard import Attempt as Attempt
from .proposal import Move as Move
from .proposal import Proposal as Proposal
from .proposal import ProposalDocument as ProposalDocument
from .proposal import ProposalPhotograph as ProposalPhotograph
from .proposal import Question as Question
from .sent import SentIn as SentIn
from .sent import State as State
from .task import Task as Task
from .trial import Trial as Trial
from .trial import TrialMove as TrialMove
