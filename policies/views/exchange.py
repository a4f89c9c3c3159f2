"""A table as a file: downloaded, and brought back with other decisions in it."""

from django.template.response import TemplateResponse
from django.views import View

from core.files import CSV, UnreadableError, attachment
from core.spreadsheets import csv_file, xlsx_file
from core.views import FormPage, Page

from ..access import PolicyAccess
from ..exchange import exported
from ..forms import GridForm, MatrixFileForm
from ..importing import imported
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
        return attachment(content, name, XLSX if ending == "xlsx" else CSV)


class ImportMatrix(MatrixPage, FormPage):
    """A file fills the grid with changes that are not saved: they are looked at, and saved as any others."""

    access = PolicyAccess
    action = "decide"
    form_class = MatrixFileForm
    template_name = "policies/matrix_import.html"

    def get_subject(self):
        return self.get_record()

    def get_context_data(self, **kwargs):
        return super().get_context_data(matrix=self.subject, **kwargs)

    def form_valid(self, form):
        table = Table(self.subject)
        try:
            found = imported(table, form.cleaned_data["file"].read())
        except UnreadableError as unreadable:
            form.add_error("file", str(unreadable))
            return self.form_invalid(form)
        if found.problems:
            return self.render_to_response(self.get_context_data(form=form, problems=found.problems))
        if not found.data:
            return self.render_to_response(self.get_context_data(form=form, says_the_same=True))
        context = {"form": GridForm(table, found.data), "table": table, "matrix": self.subject, "is_imported": True}
        return TemplateResponse(self.request, "policies/matrix_edit.html", context | {"view": self})
