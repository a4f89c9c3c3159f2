"""Forms about policies."""

from .approving import ApprovalForm
from .comparing import ComparingForm
from .coverage import CoverForm, EndCoverageForm
from .exchange import MatrixFileForm
from .grid import GridForm
from .lifecycle import ReasonForm, SettleForm
from .sections import MoveForm, NewSectionForm, ScheduleForm, SectionForm, TablesForm
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
    "MatrixFileForm",
    "MoveForm",
    "NamesForm",
    "NewSectionForm",
    "ReasonForm",
    "RecordForm",
    "RowForm",
    "ScheduleForm",
    "SectionForm",
    "SettleForm",
    "SideForm",
    "SignForm",
    "StartForm",
    "StartWithTablesForm",
    "TablesForm",
    "TakeBackForm",
    "TitleForm",
    "form_to_start",
]
