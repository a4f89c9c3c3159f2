"""A file from outside as a table of text. Whatever is in it, the answer is a table or a sentence."""

from . import text
from .tables import Expected, Table, UnreadableError

MAX_BYTES = 10 * 1024 * 1024


def read(content: bytes, expected: Expected) -> Table:
    """The table in a CSV or XLSX file; `UnreadableError` says what to do where there is none."""
    if not content.strip():
        raise UnreadableError("The file is empty. Choose the file that was exported.")
    if len(content) > MAX_BYTES:
        raise UnreadableError("The file is larger than 10 MB. Export only the columns and lines that are needed.")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError("This is an old Excel file, or one with a password. Save it as CSV or XLSX without one.")
    if not content.startswith(b"PK\x03\x04"):
        return text.read(content, expected)

    from . import workbook  # large: loaded only where a workbook is read (docs/speed.md)

    return workbook.read(content, expected)
