"""What changes more than one table: reporting, and the people of an incident."""

from .parents import record_parents
from .reporting import SentBefore, report, suggested_row

__all__ = ["SentBefore", "record_parents", "report", "suggested_row"]
