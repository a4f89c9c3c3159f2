"""The forms of the log: reporting, and the verbs on an incident."""

from .alleging import AllegationForm
from .circumstances import CompleteForm
from .consulting import AdviceForm, MeetingForm, ParentsAgreementForm, TellAgencyForm, WayInForm
from .correcting import CorrectForm
from .debriefing import CloseForm, DebriefForm
from .devices import DeviceSearchForm, IsolateForm, MoveForm
from .evidence import AttachForm, DestructionForm, HandingForm
from .investigation import (
    AddCorrectionForm,
    ChangeReviewForm,
    ComputerForm,
    ConcludeForm,
    PaperForm,
    ReviewersForm,
    SignForm,
    SiteReviewForm,
    StartForm,
)
from .log import LogFilter
from .own import AssignForm, ExportForm, SaveViewForm, ViewForm, WhyForm
from .parents import ParentsFormSet
from .people import AddPersonForm, ChangePersonForm, PeopleFormSet, WordsForm
from .periods import PeriodForm
from .phrases import NothingForm, PhraseForm
from .printing import PrintForm
from .relations import RelateForm
from .report import QuickForm, ReportForm, StopForm
from .sharing import HandOverForm, InterestForm, ReaderForm, SearchForm, TakeOverForm
from .tasks import DoneForm, TaskForm
from .transfer import BeginTransferForm, ChooseForm, ReceiptForm, SeenForm, SendForm
from .verbs import (
    AnswerForm,
    CorrectionForm,
    EntryForm,
    NotReferForm,
    ReferForm,
    ReviewForm,
    RowForm,
    WithdrawForm,
)

__all__ = [
    "AddCorrectionForm",
    "AddPersonForm",
    "AdviceForm",
    "AllegationForm",
    "AnswerForm",
    "AssignForm",
    "AttachForm",
    "BeginTransferForm",
    "ChangePersonForm",
    "ChangeReviewForm",
    "ChooseForm",
    "CloseForm",
    "CompleteForm",
    "ComputerForm",
    "ConcludeForm",
    "CorrectForm",
    "CorrectionForm",
    "DebriefForm",
    "DestructionForm",
    "DeviceSearchForm",
    "DoneForm",
    "EntryForm",
    "ExportForm",
    "HandOverForm",
    "HandingForm",
    "InterestForm",
    "IsolateForm",
    "LogFilter",
    "MeetingForm",
    "MoveForm",
    "NotReferForm",
    "NothingForm",
    "PaperForm",
    "ParentsAgreementForm",
    "ParentsFormSet",
    "PeopleFormSet",
    "PeriodForm",
    "PhraseForm",
    "PrintForm",
    "QuickForm",
    "ReaderForm",
    "ReceiptForm",
    "ReferForm",
    "RelateForm",
    "ReportForm",
    "ReviewForm",
    "ReviewersForm",
    "RowForm",
    "SaveViewForm",
    "SearchForm",
    "SeenForm",
    "SendForm",
    "SignForm",
    "SiteReviewForm",
    "StartForm",
    "StopForm",
    "TakeOverForm",
    "TaskForm",
    "TellAgencyForm",
    "ViewForm",
    "WayInForm",
    "WhyForm",
    "WithdrawForm",
    "WordsForm",
]
