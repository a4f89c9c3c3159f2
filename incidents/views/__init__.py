"""The pages of the log."""

from .drafts import DiscardDraft, KeepDraft
from .incident import IncidentPage
from .log import Log
from .own import AssignMany, ChangeView, ExportLog, Exports, SavedViews, SaveView
from .receipts import CompleteOwn, CorrectOwn, Receipt, Receipts
from .report import QuickPage, ReportPage, Stop
from .sharing import Assign, ClearImages, DeclareInterest, EndReader, Readers
from .tasks import CancelTask, DoTask, GiveTask, Tasks
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
    "Assign",
    "AssignMany",
    "CancelTask",
    "ChangeView",
    "ChooseRow",
    "ClearImages",
    "Close",
    "Complete",
    "CompleteOwn",
    "CorrectOwn",
    "DecideNotToRefer",
    "DeclareInterest",
    "DiscardDraft",
    "DoTask",
    "EndReader",
    "ExportLog",
    "Exports",
    "GiveTask",
    "IncidentPage",
    "KeepDraft",
    "Log",
    "NotifyAuthorities",
    "QuickPage",
    "Readers",
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
    "Tasks",
    "Withdraw",
]
