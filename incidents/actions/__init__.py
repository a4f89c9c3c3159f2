"""What changes more than one table: reporting, assigning several, interests, and the people of an incident."""

from .assigning import NotAssigned, assign_many
from .evidence import attach
from .interest import declare_interest
from .parents import record_parents
from .people import add_person, change_person, remove_person
from .phrases import keep_phrase
from .reporting import SentBefore, report, suggested_row

__all__ = [
    "NotAssigned",
    "SentBefore",
    "add_person",
    "assign_many",
    "attach",
    "change_person",
    "declare_interest",
    "keep_phrase",
    "record_parents",
    "remove_person",
    "report",
    "suggested_row",
]
