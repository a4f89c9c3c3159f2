"""The pages of the log."""

from .incident import IncidentPage
from .log import Log
from .own import AssignMany, ChangeView, ExportLog, Exports, SavedViews, SaveView
from .report import Receipt, Receipts, ReportPage, Stop
from .verbs import (
    AddEntry,
    ChooseRow,
    Close,
    DecideNotToRefer,
    NotifyAuthorities,
    RecordAnswer,
    RecordParents,
    Reopen,
    Review,
    TakeOver,
    Withdraw,
)

__all__ = [
    "AddEntry",
    "AssignMany",
    "ChangeView",
    "ChooseRow",
    "Close",
    "DecideNotToRefer",
    "ExportLog",
    "Exports",
    "IncidentPage",
    "Log",
    "NotifyAuthorities",
    "Receipt",
    "Receipts",
    "RecordAnswer",
    "RecordParents",
    "Reopen",
    "ReportPage",
    "Review",
    "SaveView",
    "SavedViews",
    "Stop",
    "TakeOver",
    "Withdraw",
]
