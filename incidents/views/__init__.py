"""The pages of the log."""

from .drafts import DiscardDraft, KeepDraft
from .incident import IncidentPage
from .log import Log
from .own import AssignMany, ChangeView, ExportLog, Exports, SavedViews, SaveView
from .receipts import CompleteOwn, CorrectOwn, Receipt, Receipts
from .report import QuickPage, ReportPage, Stop
from .verbs import (
    AddEntry,
    ChooseRow,
    Close,
    Complete,
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
    "Complete",
    "CompleteOwn",
    "CorrectOwn",
    "DecideNotToRefer",
    "DiscardDraft",
    "ExportLog",
    "Exports",
    "IncidentPage",
    "KeepDraft",
    "Log",
    "NotifyAuthorities",
    "QuickPage",
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
