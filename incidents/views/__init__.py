"""The pages of the log."""

from .correcting import Correct
from .drafts import DiscardDraft, KeepDraft
from .evidence import (
    AskDestruction,
    AttachEvidence,
    CallOffDestruction,
    Certificate,
    Chain,
    ChainPdf,
    ConfirmDestruction,
    EvidenceFile,
    EvidenceList,
    EvidencePage,
    HandOverEvidence,
    MarkImages,
    WithdrawEvidence,
)
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
    "AskDestruction",
    "Assign",
    "AssignMany",
    "AttachEvidence",
    "CallOffDestruction",
    "CancelTask",
    "Certificate",
    "Chain",
    "ChainPdf",
    "ChangePerson",
    "ChangeView",
    "ChooseRow",
    "ClearImages",
    "Close",
    "Complete",
    "CompleteOwn",
    "ConfirmDestruction",
    "Correct",
    "CorrectOwn",
    "DecideNotToRefer",
    "DeclareInterest",
    "DiscardDraft",
    "DoTask",
    "EndReader",
    "EvidenceFile",
    "EvidenceList",
    "EvidencePage",
    "ExportLog",
    "Exports",
    "GiveTask",
    "HandOverEvidence",
    "IncidentPage",
    "InvolvedPeople",
    "KeepDraft",
    "Log",
    "MarkImages",
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
    "WithdrawEvidence",
]
