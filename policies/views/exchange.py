"""A table as a file."""

from django.http import HttpResponse
from django.views import View

from core.spreadsheets import csv_file, xlsx_file
from core.views import Page

from ..access import PolicyAccess
from ..exchange import exported
from ..tables import Table
from .tables import MatrixPage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DownloadMatrix(MatrixPage, Page, View):
    """The table as CSV or XLSX, for everybody who reads it."""

    access = PolicyAccess
    action = "read"

    def get_subject(self):
        return self.get_record()

    def get(self, request, *args, **kwargs):
        matrix, ending = self.subject, self.kwargs["ending"]
        head, rows = exported(Table(matrix))
        content = xlsx_file(matrix.get_kind_display(), head, rows) if ending == "xlsx" else csv_file(head, rows)
        name = f"{matrix.version.policy.slug}-{matrix.version.number}-{matrix.kind}.{ending}"
        response = HttpResponse(content, content_type=XLSX if ending == "xlsx" else "text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
