"""The pages of the log."""

from .incident import IncidentPage
from .log import Log
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
    "ChooseRow",
    "Close",
    "DecideNotToRefer",
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
    "Stop",
    "TakeOver",
    "Withdraw",
]
