"""Action plans: their areas, actions and the history of each status, and the records that carry an action out.

Knows events and what is beneath them; a record that carries something out does not know of it.
"""

from ..states import Status as Status
from .action import Action as Action
from .action import ActionCitation as ActionCitation
from .action import ActionQuerySet as ActionQuerySet
from .action import ActionTranslation as ActionTranslation
from .item import ActionItem as ActionItem
from .plan import ActionPlan as ActionPlan
from .plan import ActionPlanCitation as ActionPlanCitation
from .plan import ActionPlanTranslation as ActionPlanTranslation
from .plan import Area as Area
from .status import StatusUpdate as StatusUpdate
