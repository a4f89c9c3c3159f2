"""Forms about policies."""

from .approving import ApprovalForm
from .comparing import ComparingForm
from .coverage import CoverForm, EndCoverageForm
from .grid import GridForm
from .lifecycle import ReasonForm
from .signing import NamesForm, RecordForm, SignForm, TakeBackForm
from .starting import StartForm, StartWithTablesForm, form_to_start
from .structure import AddTableForm, ColumnForm, HeadingForm, LockForm, RowForm, SideForm, TitleForm

__all__ = [
    "AddTableForm",
    "ApprovalForm",
    "ColumnForm",
    "ComparingForm",
    "CoverForm",
    "EndCoverageForm",
    "GridForm",
    "HeadingForm",
    "LockForm",
    "NamesForm",
    "ReasonForm",
    "RecordForm",
    "RowForm",
    "SideForm",
    "SignForm",
    "StartForm",
    "StartWithTablesForm",
    "TakeBackForm",
    "TitleForm",
    "form_to_start",
]
