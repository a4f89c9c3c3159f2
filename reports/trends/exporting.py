"""Figures as a file that a spreadsheet opens."""

from core.spreadsheets import csv_file, xlsx_file
from incidents.models import Export

from .figures import Figures


def file_of(figures: Figures, file_format: str) -> bytes:
    """The table of a picture. Numbers are numbers in a workbook."""
    head, rows = figures.columns, figures.rows
    if file_format == Export.Format.XLSX:
        return xlsx_file(figures.title.replace("?", ""), head, rows)
    return csv_file(head, rows)
