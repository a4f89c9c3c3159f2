"""The forms of the log: reporting, and the verbs on an incident."""

from .circumstances import CompleteForm
from .correcting import CorrectForm
from .evidence import AttachForm, DestructionForm, HandingForm
from .log import LogFilter
from .own import AssignForm, ExportForm, SaveViewForm, ViewForm
from .parents import ParentsFormSet
from .people import AddPersonForm, ChangePersonForm, PeopleFormSet
from .phrases import NothingForm, PhraseForm
from .relations import RelateForm
from .report import QuickForm, ReportForm, StopForm
from .sharing import HandOverForm, InterestForm, ReaderForm, SearchForm
from .tasks import DoneForm, TaskForm
from .verbs import (
    AnswerForm,
    CloseForm,
    CorrectionForm,
    EntryForm,
    NotReferForm,
    ReferForm,
    ReviewForm,
    RowForm,
    WithdrawForm,
)

__all__ = [
    "AddPersonForm",
    "AnswerForm",
    "AssignForm",
    "AttachForm",
    "ChangePersonForm",
    "CloseForm",
    "CompleteForm",
    "CorrectForm",
    "CorrectionForm",
    "DestructionForm",
    "DoneForm",
    "EntryForm",
    "ExportForm",
    "HandOverForm",
    "HandingForm",
    "InterestForm",
    "LogFilter",
    "NotReferForm",
    "NothingForm",
    "ParentsFormSet",
    "PeopleFormSet",
    "PhraseForm",
    "QuickForm",
    "ReaderForm",
    "ReferForm",
    "RelateForm",
    "ReportForm",
    "ReviewForm",
    "RowForm",
    "SaveViewForm",
    "SearchForm",
    "StopForm",
    "TaskForm",
    "ViewForm",
    "WithdrawForm",
]
