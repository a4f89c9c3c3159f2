"""What changes more than one table: reporting, assigning several, interests, and the people of an incident."""

from .assigning import NotAssigned, assign_many
from .interest import declare_interest
from .parents import record_parents
from .reporting import SentBefore, report, suggested_row

__all__ = [
    "NotAssigned",
    "SentBefore",
    "assign_many",
    "declare_interest",
    "record_parents",
    "report",
    "suggested_row",
]
