"""The forms of the log: reporting, and the verbs on an incident."""

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
    "CloseForm",
    "EntryForm",
    "NotReferForm",
    "ParentsFormSet",
    "PeopleFormSet",
    "ReasonForm",
    "ReferForm",
    "ReportForm",
    "ReviewForm",
    "RowForm",
    "StopForm",
    "TakeOverForm",
    "WithdrawForm",
]
