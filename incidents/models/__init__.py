"""Incidents, the people involved, the chronology and the referrals; and what belongs to handling and listing them."""

from .drafts import Draft
from .evidence import Destruction, Evidence, Handing, Viewing
from .handling import Interest, Phrase, Relation, Task
from .incident import Incident
from .involvement import Involvement, Misuse
from .own import Export, SavedView
from .record import Entry, Reader, Referral

__all__ = [
    "Destruction",
    "Draft",
    "Entry",
    "Evidence",
    "Export",
    "Handing",
    "Incident",
    "Interest",
    "Involvement",
    "Misuse",
    "Phrase",
    "Reader",
    "Referral",
    "Relation",
    "SavedView",
    "Task",
    "Viewing",
]
