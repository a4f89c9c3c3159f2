"""Forms about policies."""

from .approving import ApprovalForm
from .comparing import ComparingForm
from .coverage import CoverForm, EndCoverageForm
from .grid import GridForm
from .lifecycle import ReasonForm
from .signing import NamesForm, RecordForm, SignForm, TakeBackForm
from .starting import StartForm, StartWithTablesForm, form_to_start

__all__ = [
    "ApprovalForm",
    "ComparingForm",
    "CoverForm",
    "EndCoverageForm",
    "GridForm",
    "NamesForm",
    "ReasonForm",
    "RecordForm",
    "SignForm",
    "StartForm",
    "StartWithTablesForm",
    "TakeBackForm",
    "form_to_start",
]
