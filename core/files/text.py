"""CSV: whatever wrote it, in whatever letters."""

import codecs
import csv
from collections.abc import Iterator
from io import StringIO

from .tables import MAX_COLUMNS, Expected, Line, Table, UnreadableError, table_of

DELIMITERS = (",", ";", "\t", "|")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
OLD_LETTERS = (
    "The file is not in UTF-8: it was read as older Windows text. "
    "Check words with accents before you bring it in, or save the file as “CSV UTF-8”."
)


def read(content: bytes, expected: Expected) -> Table:
    """The table in a text file."""
    text, notes = _decoded(content)
    if "\0" in text:
        raise UnreadableError("This is not a table but some other file. Choose a CSV or an XLSX file.")
    return table_of(_lines(text, _delimiter(text), expected), expected.headings, notes)


def _decoded(content: bytes) -> tuple[str, list[str]]:
    """The text, and a note where its letters had to be guessed."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding), []
    start = content[:1000]
    if start.count(0) > len(start) // 4:  # every other byte of plain letters in UTF-16 is zero
        return _strictly(content, "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"), []
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        return _strictly(content, "cp1252"), [OLD_LETTERS]


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError("The letters of this file cannot be read. Save it as “CSV UTF-8” or as XLSX.") from error


def _delimiter(text: str) -> str:
    """What parts the cells: the sign that the first lines have most of, evenly."""
    first = [line for line in text[:20_000].splitlines() if line.strip()][:5]
    return max(DELIMITERS, key=lambda sign: (sum(sign in line for line in first), "".join(first).count(sign)))


def _lines(text: str, delimiter: str, expected: Expected) -> Iterator[Line]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    number = 1
    try:
        for cells in reader:
            yield Line(number, [expected.clean(cell) for cell in cells[: MAX_COLUMNS + 1]])
            number = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableError(
            f"From line {number} on the file cannot be read: a quotation mark may have been opened and not closed."
        ) from error
