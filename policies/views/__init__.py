"""Pages about policies: the list, a version, its tables, and the grid that edits a table."""

from .agreements import AgreementPage, Agreements, SignAgreement, SignatureDetail
from .comparing import ChooseVersions, CompareVersions
from .coverage import CoverSchool, EndCoverage, PolicySchools
from .exchange import DownloadMatrix
from .lifecycle import (
    ApproveVersion,
    ChooseKind,
    DecideRest,
    NewDraft,
    SendBackVersion,
    StartPolicy,
    SubmitVersion,
    WithdrawVersion,
)
from .rows import EditRow, MatrixHistory, RowDetail
from .signatures import RecordSignatures, RemindSignatories, Signatures, SignaturesFile, TakeBackSignature
from .tables import EditMatrix, MatrixDetail, MatrixPage
from .versions import PolicyList, VersionDetail, VersionPage

__all__ = [
    "AgreementPage",
    "Agreements",
    "ApproveVersion",
    "ChooseKind",
    "ChooseVersions",
    "CompareVersions",
    "CoverSchool",
    "DecideRest",
    "DownloadMatrix",
    "EditMatrix",
    "EditRow",
    "EndCoverage",
    "MatrixDetail",
    "MatrixHistory",
    "MatrixPage",
    "NewDraft",
    "PolicyList",
    "PolicySchools",
    "RecordSignatures",
    "RemindSignatories",
    "RowDetail",
    "SendBackVersion",
    "SignAgreement",
    "SignatureDetail",
    "Signatures",
    "SignaturesFile",
    "StartPolicy",
    "SubmitVersion",
    "TakeBackSignature",
    "VersionDetail",
    "VersionPage",
    "WithdrawVersion",
]
