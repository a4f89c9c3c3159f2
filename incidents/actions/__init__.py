"""What changes more than one table: reporting, assigning several, and the people of an incident."""

from .assigning import NotAssigned, assign_many
from .parents import record_parents
from .reporting import SentBefore, report, suggested_row

__all__ = ["NotAssigned", "SentBefore", "assign_many", "record_parents", "report", "suggested_row"]
