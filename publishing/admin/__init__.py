"""The desk of every published type in the admin."""

from directory.admin import HTTPS as HTTPS  # the door for the rooms above

from .base import PublicationAdmin as PublicationAdmin
from .bulk import BulkPages as BulkPages
from .choices import VisibleChoices as VisibleChoices
from .forms import PublicationForm as PublicationForm
from .inlines import AttachmentInline as AttachmentInline
from .inlines import CitationInline as CitationInline
from .inlines import PhotographInline as PhotographInline
from .inlines import StackInline as StackInline
from .inlines import TableInline as TableInline
