"""What "published" means: state, powers, versions, dates, terms, documents and sources of every record.

Abstract but for the versions. Knows the directory, whose terms it uses, the index, which it tells of each change, and
the audit log. It knows no type by name.
"""

from directory.models import Citation as Citation  # the door for the rooms above

from .attachment import Attachment as Attachment
from .edited import AMENDABLE as AMENDABLE
from .edited import Edited as Edited
from .publication import Publication as Publication
from .publication import PublicationQuerySet as PublicationQuerySet
from .states import MOVES as MOVES
from .states import MOVES_OF_WHAT_WAS_PUBLIC as MOVES_OF_WHAT_WAS_PUBLIC
from .states import State as State
from .states import is_public as is_public
from .translation import Translation as Translation
from .version import Version as Version
