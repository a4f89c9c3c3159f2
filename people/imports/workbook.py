"""XLSX: unpacked only as far as its size allows, read as the values it shows, no formula worked out."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - a class with a small letter

from defusedxml import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from .fields import KNOWN_HEADINGS
from .tables import MAX_COLUMNS, MAX_LINES, Line, Table, UnreadableError, cleaned, table_of

MAX_ENTRIES = 500  # files inside the file; a workbook of a few sheets has about twenty
MAX_UNPACKED = 80 * 1024 * 1024  # bytes: 60,000 lines of ten columns are about 40 MB
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})[\"']")
MAX_MERGED = 200_000  # lines that merged cells touch, counted once for each of them
CHUNK = 1024 * 1024
BROKEN = "The spreadsheet is damaged. Open it, save it again as XLSX or CSV, and choose that file."
# What the reader of workbooks raises on files that are none: it documents no error of its own.
FAULTS = (
    BadZipFile, ZlibError, ParseError, DefusedXmlException, KeyError, ValueError, TypeError, AttributeError, IndexError,
    EOFError, OSError, OverflowError, NotImplementedError, RuntimeError, SyntaxError, AssertionError,
)  # fmt: skip


def read(content: bytes) -> Table:
    """The table on the first sheet that holds one."""
    try:
        _measure(content)
        return _table(content)
    except FAULTS as error:
        raise UnreadableError(BROKEN) from error


def _measure(content: bytes) -> None:
    """Look at the list of contents before anything is unpacked; unpacking never gives more than it says there."""
    with ZipFile(BytesIO(content)) as archive:
        entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableError("The file has a password. Save it without one.")
    if "xl/workbook.xml" not in names:
        raise UnreadableError("This is not an Excel workbook. Save it as XLSX or CSV and choose that file.")
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise UnreadableError(
            "The spreadsheet is far too large when unpacked. Copy the list into a new one, or use CSV."
        )


def _table(content: bytes) -> Table:
    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
    if not sheets:
        raise UnreadableError("The spreadsheet has no sheet with a list.")
    notes = [f"Only the first sheet, “{sheets[0].title}”, was read."] if len(sheets) > 1 else []
    merged = _merged(content, sheets[0]._worksheet_path)
    sheets[0].reset_dimensions()  # what a file says of its own size is not believed
    return table_of(_lines(sheets[0], merged), KNOWN_HEADINGS, notes)


def _merged(content: bytes, path: str) -> dict[int, str]:
    """Line → the merged cells that touch it. A title over the whole width is one line and does no harm there."""
    touched: dict[int, str] = {}
    with ZipFile(BytesIO(content)) as archive, archive.open(path) as sheet:
        rest = b""
        count = 0
        while chunk := sheet.read(CHUNK):
            text = rest + chunk
            for found in MERGED.finditer(text):
                named = found[1].decode()
                _, top, _, bottom = range_boundaries(named)
                lines = range(top, min(bottom, MAX_LINES) + 1)
                count += len(lines) + 1
                if count > MAX_MERGED:
                    raise UnreadableError(
                        "The spreadsheet has thousands of merged cells. Unmerge them and save it again."
                    )
                for line in lines:
                    touched.setdefault(line, named)
            rest = text[text.rfind(b"<") :] if b"<" in text[-200:] else b""
    return touched


def _lines(sheet: Any, merged: dict[int, str]) -> Iterator[Line]:
    rows = sheet.iter_rows(max_row=MAX_LINES + 100, max_col=MAX_COLUMNS + 1, values_only=True)
    for number, values in enumerate(rows, start=1):
        cells = [_said(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        problem = f"Cells {merged[number]} are merged: unmerge them in the spreadsheet" if number in merged else ""
        yield Line(number, cells, problem if any(cells) or problem else "")


def _said(value: Any) -> str:
    """A value as it would stand in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return cleaned(str(value))
