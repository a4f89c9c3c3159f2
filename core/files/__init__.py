"""Files from outside as tables of text: CSV or XLSX, whatever is in them. And those that are handed out."""

from .handing_out import CSV, PDF, SPREADSHEETS, attachment, inline
from .reading import MAX_BYTES, read
from .tables import MAX_CELL, Expected, Line, Table, UnreadableError, spoken

__all__ = [
    "CSV",
    "MAX_BYTES",
    "MAX_CELL",
    "PDF",
    "SPREADSHEETS",
    "Expected",
    "Line",
    "Table",
    "UnreadableError",
    "attachment",
    "inline",
    "read",
    "spoken",
]
