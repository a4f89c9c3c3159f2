"""The forms of the log: reporting, and the verbs on an incident."""

from .log import LogFilter
from .own import AssignForm, ExportForm, SaveViewForm, ViewForm
from .parents import ParentsFormSet
from .people import PeopleFormSet
from .report import ReportForm, StopForm
from .verbs import (
    AnswerForm,
    CloseForm,
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
    "EntryForm",
    "ExportForm",
    "LogFilter",
    "NotReferForm",
    "ParentsFormSet",
    "PeopleFormSet",
    "ReasonForm",
    "ReferForm",
    "ReportForm",
    "ReviewForm",
    "RowForm",
    "SaveViewForm",
    "StopForm",
    "TakeOverForm",
    "ViewForm",
    "WithdrawForm",
]
