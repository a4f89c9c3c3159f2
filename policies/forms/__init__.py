"""Forms about policies."""

from .approving import ApprovalForm
from .comparing import ComparingForm
from .grid import GridForm
from .lifecycle import ReasonForm
from .starting import StartForm

__all__ = ["ApprovalForm", "ComparingForm", "GridForm", "ReasonForm", "StartForm"]
