"""A list as a workbook, as `core.spreadsheets` hands it out. Imported only where one is made: the library is large."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from .spreadsheets import safe_cell

WIDEST = 44  # characters across, before a cell wraps
MOMENT = "d mmm yyyy hh:mm"  # as a spreadsheet shows a date that it can sort and count with


def written(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The file: one sheet of this title."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    rows = [list(row) for row in rows]
    texts = [[safe_cell(value) for value in row] for row in rows]
    for number, column in enumerate(zip(head, *texts, strict=True), 1):
        widest = max(len(line) for text in column for line in text.split("\n"))
        sheet.column_dimensions[get_column_letter(number)].width = min(widest, WIDEST) + 3
    sheet.append([_text(sheet, name, bold=True) for name in head])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: object, value: object) -> WriteOnlyCell:
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value=timezone.make_naive(value))
        cell.number_format = MOMENT
    elif isinstance(value, int) and not isinstance(value, bool):
        cell = WriteOnlyCell(sheet, value=value)
    else:
        return _text(sheet, safe_cell(value))
    cell.alignment = Alignment(vertical="top")
    return cell


def _text(sheet: object, text: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # openpyxl would read a formula into it
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.font = Font(bold=bold)
    return cell
