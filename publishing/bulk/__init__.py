"""Records in and out by the hundred: files of any of three formats, checked row by row, all of them written or none."""

from .lines import Alike as Alike
from .publications import PublicationResource as PublicationResource
from .resource import BulkResource as BulkResource
from .resource import columns_of as columns_of
from .rows_column import RowsColumn as RowsColumn
