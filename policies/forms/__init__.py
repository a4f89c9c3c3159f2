"""Forms about policies."""

from .approving import ApprovalForm
from .comparing import ComparingForm
from .grid import GridForm
from .lifecycle import ReasonForm
from .signing import NamesForm, RecordForm, SignForm, TakeBackForm
from .starting import StartForm

__all__ = [
    "ApprovalForm",
    "ComparingForm",
    "GridForm",
    "NamesForm",
    "ReasonForm",
    "RecordForm",
    "SignForm",
    "StartForm",
    "TakeBackForm",
]
