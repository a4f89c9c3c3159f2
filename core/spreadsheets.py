"""Lists as files that a spreadsheet opens, and in which nothing that somebody typed is ever a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from .dates import short_moment

# What a spreadsheet takes for the beginning of a formula, in the widths that East Asian keyboards type too.
FORMULA = re.compile(r"^'*([\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\n])")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")  # no file of either kind may hold these
LONGEST = 32_000  # characters in a cell of a spreadsheet


def safe_cell(value: object) -> str:
    """The value as text that stays text in every spreadsheet program."""
    if isinstance(value, datetime):
        return short_moment(value)
    text = CONTROL.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST]
    return f"'{text}" if FORMULA.match(text) else text


def as_typed(cell: str) -> str:
    """What somebody typed, from what `safe_cell` made of it."""
    return cell[1:] if cell.startswith("'") and safe_cell(cell[1:]) == cell else cell


def csv_file(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Comma-separated, with the mark by which Excel knows that it is UTF-8."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([safe_cell(name) for name in head])
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def xlsx_file(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook of one sheet, its head in bold and always in sight.

    A moment is a date and a count a number, so that they can be sorted and added up; every other cell is text.
    """
    from . import xlsx  # large: loaded only where a workbook is made (docs/speed.md)

    return xlsx.written(title, head, rows)
