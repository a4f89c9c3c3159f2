"""The pages of the log."""

from .correcting import Correct
from .drafts import DiscardDraft, KeepDraft
from .incident import IncidentPage
from .log import Log
from .own import AssignMany, ChangeView, ExportLog, Exports, SavedViews, SaveView
from .people import AddPerson, ChangePerson, InvolvedPeople, RemovePerson
from .phrases import Phrases, RemovePhrase
from .receipts import CompleteOwn, CorrectOwn, Receipt, Receipts
from .relations import Relate, Unrelate
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
    "AddPerson",
    "Assign",
    "AssignMany",
    "CancelTask",
    "ChangePerson",
    "ChangeView",
    "ChooseRow",
    "ClearImages",
    "Close",
    "Complete",
    "CompleteOwn",
    "Correct",
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
    "InvolvedPeople",
    "KeepDraft",
    "Log",
    "NotifyAuthorities",
    "Phrases",
    "QuickPage",
    "Readers",
    "Receipt",
    "Receipts",
    "RecordAnswer",
    "RecordParents",
    "Relate",
    "RemovePerson",
    "RemovePhrase",
    "Reopen",
    "ReportPage",
    "Review",
    "SaveView",
    "SavedViews",
    "Stop",
    "TakeOver",
    "Tasks",
    "Unrelate",
    "Withdraw",
]
