"""Pages about policies: the list, a version, its tables, and the grid that edits a table."""

from .comparing import ChooseVersions, CompareVersions
from .exchange import DownloadMatrix
from .lifecycle import (
    ApproveVersion,
    DecideRest,
    NewDraft,
    SendBackVersion,
    StartPolicy,
    SubmitVersion,
    WithdrawVersion,
)
from .rows import EditRow, MatrixHistory, RowDetail
from .tables import EditMatrix, MatrixDetail, MatrixPage
from .versions import PolicyList, VersionDetail, VersionPage

__all__ = [
    "ApproveVersion",
    "ChooseVersions",
    "CompareVersions",
    "DecideRest",
    "DownloadMatrix",
    "EditMatrix",
    "EditRow",
    "MatrixDetail",
    "MatrixHistory",
    "MatrixPage",
    "NewDraft",
    "PolicyList",
    "RowDetail",
    "SendBackVersion",
    "StartPolicy",
    "SubmitVersion",
    "VersionDetail",
    "VersionPage",
    "WithdrawVersion",
]
