"""Networks as records: what they are, who sits in them since when, what they came from and what they made.

Knows publishing and the directory; does not know that meetings or practices exist.
"""

from .membership import MEMBER_TYPES as MEMBER_TYPES
from .membership import Membership as Membership
from .method import Method as Method
from .method import MethodAdoption as MethodAdoption
from .method import MethodCitation as MethodCitation
from .method import MethodStep as MethodStep
from .method import MethodTranslation as MethodTranslation
from .network import Network as Network
from .network import Standing as Standing
from .parts import Grant as Grant
from .parts import NetworkCitation as NetworkCitation
from .parts import NetworkName as NetworkName
from .parts import NetworkTranslation as NetworkTranslation
from .parts import Phase as Phase
from .parts import Product as Product
from .parts import Succession as Succession
from .parts import WorkingGroup as WorkingGroup
