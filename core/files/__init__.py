"""Files from outside as tables of text: CSV or XLSX, whatever is in them."""

from .reading import MAX_BYTES, read
from .tables import MAX_CELL, Expected, Line, Table, UnreadableError, spoken

__all__ = ["MAX_BYTES", "MAX_CELL", "Expected", "Line", "Table", "UnreadableError", "read", "spoken"]
