"""Files that the browser is given: to keep, or to show."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

PDF, CSV = "application/pdf", "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SPREADSHEETS = {"csv": CSV, "xlsx": XLSX}  # by the ending of the file


def attachment(content: bytes | str, name: str, kind: str) -> HttpResponse:
    """A file to keep."""
    return _named(content, name, kind, to_keep=True)


def inline(content: bytes | str, name: str, kind: str) -> HttpResponse:
    """A file that the browser shows itself, where it can."""
    return _named(content, name, kind, to_keep=False)


def _named(content: bytes | str, name: str, kind: str, *, to_keep: bool) -> HttpResponse:
    disposition = content_disposition_header(to_keep, name)
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
