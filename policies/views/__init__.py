"""Pages about policies: the list, a version, its tables, and the grid that edits a table."""

from .comparing import ChooseVersions, CompareVersions
from .lifecycle import (
    ApproveVersion,
    DecideRest,
    NewDraft,
    SendBackVersion,
    StartPolicy,
    SubmitVersion,
    WithdrawVersion,
)
from .tables import EditMatrix, MatrixDetail, MatrixPage
from .versions import PolicyList, VersionDetail, VersionPage

__all__ = [
    "ApproveVersion",
    "ChooseVersions",
    "CompareVersions",
    "DecideRest",
    "EditMatrix",
    "MatrixDetail",
    "MatrixPage",
    "NewDraft",
    "PolicyList",
    "SendBackVersion",
    "StartPolicy",
    "SubmitVersion",
    "VersionDetail",
    "VersionPage",
    "WithdrawVersion",
]
