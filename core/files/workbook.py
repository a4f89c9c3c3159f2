"""XLSX: unpacked only as far as its size allows, read as the values it shows, no formula worked out."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from time import thread_time
from typing import Any, Self
from xml.etree.ElementTree import ParseError
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - a class with a small letter

from defusedxml import DefusedXmlException
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from .tables import MAX_COLUMNS, MAX_LINES, Expected, Line, Table, UnreadableError, table_of

MAX_ENTRIES = 500  # files inside the file; a workbook of a few sheets has about twenty
MAX_UNPACKED = 80 * 1024 * 1024  # bytes: 60,000 lines of ten columns are about 40 MB
MAX_PART = 1024 * 1024  # bytes of a part that is neither a sheet nor its strings
MAX_PART_TAGS = 40_000  # in such a part: styles take far longer to read than they are long
MAX_TAGS = 4_000_000  # in a sheet, or its strings
MAX_KEPT_TAGS = 250_000  # in one row, in one string, or beside them
MAX_SECONDS = 30  # of work, for all of it
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})[\"']")
MAX_MERGED = 200_000  # lines that merged cells touch, counted once for each of them
CHUNK = 1024 * 1024
TOO_MUCH = "The spreadsheet holds far more than a list. Copy the list into a new one, or use CSV."
BROKEN = "The spreadsheet is damaged. Open it, save it again as XLSX or CSV, and choose that file."
# What the reader of workbooks raises on files that are none: it documents no error of its own.
FAULTS = (
    BadZipFile, ZlibError, ParseError, DefusedXmlException, KeyError, ValueError, TypeError, AttributeError, IndexError,
    EOFError, OSError, OverflowError, NotImplementedError, RuntimeError, SyntaxError, AssertionError,
)  # fmt: skip


def read(content: bytes, expected: Expected) -> Table:
    """The table on the first sheet that holds one."""
    try:
        _measure(content)
        return _table(content, expected)
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


class _Archive(ZipFile):
    """The parts of a workbook, each no more than a list needs.

    What is read at one go (styles, the list of sheets) becomes a tree many times its size: it is small. What is read
    piece by piece (the sheet, its strings) is counted first, and reading it takes no more than so much work.
    """

    def __init__(self, content: bytes) -> None:
        super().__init__(BytesIO(content))
        self.until = thread_time() + MAX_SECONDS
        self.counted: set[str] = set()

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:
        if self.getinfo(name).file_size > MAX_PART:
            raise UnreadableError(TOO_MUCH)
        with super().open(name) as part:
            content = part.read()
        if content.count(b"<") > MAX_PART_TAGS:
            raise UnreadableError(TOO_MUCH)
        return content

    def open(self, name: Any, *args: Any, **kwargs: Any) -> Any:
        if name not in self.counted:
            with super().open(name) as part:
                _count(_Timed(part, self.until))
            self.counted.add(name)
        return _Timed(super().open(name), self.until)


class _Timed:
    """A part that is not read for ever."""

    def __init__(self, part: Any, until: float) -> None:
        self.part, self.until, self.close = part, until, part.close

    def read(self, size: int = -1) -> bytes:
        if thread_time() > self.until:
            raise UnreadableError(TOO_MUCH)
        content: bytes = self.part.read(size)
        return content

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _count(part: _Timed) -> None:
    """Refuse what would become too large a tree: the reader lets go of each row and each string as it ends."""
    total = kept = 0

    def begin(name: str, attributes: object) -> None:
        nonlocal total, kept
        total, kept = total + 1, kept + 1
        if total > MAX_TAGS or kept > MAX_KEPT_TAGS:
            raise UnreadableError(TOO_MUCH)

    def end(name: str) -> None:
        nonlocal kept
        if name.rpartition(":")[2] in {"row", "si"}:
            kept = 0

    def declare(*said: object) -> None:
        raise UnreadableError(BROKEN)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.EntityDeclHandler = begin, end, declare
    try:
        while chunk := part.read(CHUNK):
            parser.Parse(chunk, False)
    except expat.ExpatError as error:
        raise UnreadableError(BROKEN) from error


class _Sheet(ReadOnlyWorksheet):
    def _get_size(self) -> None:
        """What a file says of its own size is not believed, nor looked for."""


class _Reader(ExcelReader):
    """Of a workbook, the values of its sheets: no theme, no properties, no names, no charts."""

    def __init__(self, content: bytes) -> None:
        super().__init__(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        self.archive = _Archive(content)

    def read(self) -> None:
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        self.read_worksheets()

    def read_worksheets(self) -> None:
        for said, relation in self.parser.find_sheets():
            if relation.target in self.valid_files and "chartsheet" not in relation.Type:
                sheet = _Sheet(self.wb, said.name, relation.target, self.shared_strings)
                sheet.sheet_state = said.state
                self.wb._sheets.append(sheet)


def _table(content: bytes, expected: Expected) -> Table:
    reader = _Reader(content)
    reader.read()
    book = reader.wb
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
    if not sheets:
        raise UnreadableError("The spreadsheet has no sheet with a list.")
    notes = [f"Only the first sheet, “{sheets[0].title}”, was read."] if len(sheets) > 1 else []
    path = sheets[0]._worksheet_path
    problems = _formulas(reader.archive, path) if expected.refuses_formulas else {}
    problems |= {
        line: f"Cells {cells} are merged: unmerge them in the spreadsheet"
        for line, cells in _merged(content, path).items()
    }
    return table_of(_lines(sheets[0], problems, expected), expected.headings, notes)


def _formulas(archive: _Archive, path: str) -> dict[int, str]:
    """Line → what is wrong with it: the first of its cells that holds a formula."""
    found: dict[int, str] = {}
    last = ""

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal last
        name = name.rpartition(":")[2]
        if name == "c":
            last = attributes.get("r", "")
        elif name == "f" and (number := last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")).isdecimal():
            found.setdefault(int(number), f"Cell {last} holds a formula: put its value there instead")

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    with archive.open(path) as sheet:
        while chunk := sheet.read(CHUNK):
            parser.Parse(chunk, False)
    return found


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


def _lines(sheet: Any, problems: dict[int, str], expected: Expected) -> Iterator[Line]:
    rows = sheet.iter_rows(max_row=MAX_LINES + 100, max_col=MAX_COLUMNS + 1, values_only=True)
    for number, values in enumerate(rows, start=1):
        cells = [_said(value, expected) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        yield Line(number, cells, problems.get(number, ""))


def _said(value: Any, expected: Expected) -> str:
    """A value as it would stand in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return expected.clean(str(value))
