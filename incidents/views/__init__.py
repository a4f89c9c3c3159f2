"""The pages of the log."""

from .incident import IncidentPage
from .log import Log
from .report import Receipt, Receipts, ReportPage, Stop
from .verbs import (
    AddEntry,
    Close,
    DecideNotToRefer,
    NotifyAuthorities,
    RecordAnswer,
    RecordParents,
    Reopen,
    Review,
    Withdraw,
)

__all__ = [
    "AddEntry",
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
    "Withdraw",
]
