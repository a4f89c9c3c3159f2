"""Incidents, the people involved, the chronology and the referrals; and what belongs to handling and listing them."""

from .allegations import AllegationDecision, EarlierReader
from .consulting import ParentsAgreement, StrategyMeeting
from .destruction import Destruction
from .devices import DeviceMovement, DeviceSearch, IsolatedDevice
from .drafts import Draft
from .evidence import Evidence
from .evidence_custody import Handing, Viewing
from .going_along import GoingAlong
from .handling import Interest, Phrase, Relation, Task
from .incident import Incident
from .investigation import Correction, Investigation, InvestigationSignature, SiteReview
from .involvement import Involvement, Misuse
from .leavers import PupilWithFile
from .own import Export, SavedView
from .record import Entry, Reader, Referral
from .transfer import Transfer

__all__ = [
    "AllegationDecision",
    "Correction",
    "Destruction",
    "DeviceMovement",
    "DeviceSearch",
    "Draft",
    "EarlierReader",
    "Entry",
    "Evidence",
    "Export",
    "GoingAlong",
    "Handing",
    "Incident",
    "Interest",
    "Investigation",
    "InvestigationSignature",
    "Involvement",
    "IsolatedDevice",
    "Misuse",
    "ParentsAgreement",
    "Phrase",
    "PupilWithFile",
    "Reader",
    "Referral",
    "Relation",
    "SavedView",
    "SiteReview",
    "StrategyMeeting",
    "Task",
    "Transfer",
    "Viewing",
]
