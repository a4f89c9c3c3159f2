"""Forms about policies."""

from .approving import ApprovalForm
from .grid import GridForm
from .starting import StartForm

__all__ = ["ApprovalForm", "GridForm", "StartForm"]
