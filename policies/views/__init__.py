"""Pages about policies: the list, a version, its tables, and the grid that edits a table."""

from .lifecycle import ApproveVersion, NewDraft, StartPolicy
from .tables import EditMatrix, MatrixDetail, MatrixPage
from .versions import PolicyList, VersionDetail, VersionPage

__all__ = [
    "ApproveVersion",
    "EditMatrix",
    "MatrixDetail",
    "MatrixPage",
    "NewDraft",
    "PolicyList",
    "StartPolicy",
    "VersionDetail",
    "VersionPage",
]
