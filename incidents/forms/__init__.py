"""The forms of the log: reporting, and the verbs on an incident."""

from .circumstances import CompleteForm
from .log import LogFilter
from .own import AssignForm, ExportForm, SaveViewForm, ViewForm
from .parents import ParentsFormSet
from .people import PeopleFormSet
from .report import QuickForm, ReportForm, StopForm
from .sharing import HandOverForm, InterestForm, ReaderForm, SearchForm
from .tasks import DoneForm, TaskForm
from .verbs import (
    AnswerForm,
    CloseForm,
    CorrectionForm,
    EntryForm,
    NotReferForm,
    ReasonForm,
    ReferForm,
    ReviewForm,
    RowForm,
    TakeOverForm,
    WithdrawForm,
)

__all__ = [
    "AnswerForm",
    "AssignForm",
    "CloseForm",
    "CompleteForm",
    "CorrectionForm",
    "DoneForm",
    "EntryForm",
    "ExportForm",
    "HandOverForm",
    "InterestForm",
    "LogFilter",
    "NotReferForm",
    "ParentsFormSet",
    "PeopleFormSet",
    "QuickForm",
    "ReaderForm",
    "ReasonForm",
    "ReferForm",
    "ReportForm",
    "ReviewForm",
    "RowForm",
    "SaveViewForm",
    "SearchForm",
    "StopForm",
    "TakeOverForm",
    "TaskForm",
    "ViewForm",
    "WithdrawForm",
]
