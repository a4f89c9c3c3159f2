"""Forms about policies."""

from .approving import ApprovalForm
from .grid import GridForm
from .lifecycle import ReasonForm
from .starting import StartForm

__all__ = ["ApprovalForm", "GridForm", "ReasonForm", "StartForm"]
