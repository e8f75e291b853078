"""What readers send in: practices they propose, and tasks that come of changes and reports they suggest.

Knows practices and below. What a sender wrote is never changed by editors; accepting makes a draft practice of it.
"""

from .guard import Attempt as Attempt
from .proposal import Move as Move
from .proposal import Proposal as Proposal
from .proposal import ProposalDocument as ProposalDocument
from .proposal import ProposalPhotograph as ProposalPhotograph
from .proposal import Question as Question
from .proposal import State as State
from .task import Task as Task
