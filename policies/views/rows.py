"""One row of a table: what is decided, where it came from, and how it came about."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from core.views import DetailPage, Page

from .. import queries
from ..access import PolicyAccess
from ..tables import Table
from .tables import EditMatrix, MatrixPage

CHANGES = 50  # on a page of the history
LATEST = 30  # on the page of a row


class OneRow:
    """The line of the table that the address names."""

    kwargs: dict[str, Any]
    subject: Any

    def line_of(self, table: Table):
        found = next((line for line in table.lines if line.row.key == self.kwargs["row"]), None)
        if found is None:
            raise Http404
        return found

    def get_success_url(self):
        matrix = self.subject
        version = matrix.version
        return reverse("policies:row", args=[version.policy.slug, version.number, matrix.kind, self.kwargs["row"]])


class RowDetail(OneRow, MatrixPage, DetailPage):
    """A row for everybody who reads the policy: decisions, notes, sources, and its history over the versions."""

    access = PolicyAccess
    template_name = "policies/row.html"
    context_object_name = "matrix"

    def get_context_data(self, **kwargs):
        matrix = self.subject
        table = Table(matrix)
        line = self.line_of(table)
        rows = queries.versions_of_row(matrix, line.row.key, self.request.user)
        chosen = queries.chosen_in([row.matrix for row in rows], line.row.key)
        return super().get_context_data(
            table=table, line=line, rows=rows, chosen=queries.told(chosen[:LATEST]), **kwargs
        )


class EditRow(OneRow, EditMatrix):
    """The decisions of one row with their notes; the rest of the table stays as it is."""

    template_name = "policies/row_edit.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"line": self.line_of(context["table"])}


class MatrixHistory(MatrixPage, Page, TemplateView):
    """Every decision that somebody took in this table, newest first."""

    access = PolicyAccess
    action = "read"
    template_name = "policies/matrix_history.html"

    def get_subject(self):
        return self.get_record()

    def get_context_data(self, **kwargs):
        asked = self.request.GET.get("page")
        page = Paginator(queries.chosen_in([self.subject]), CHANGES).get_page(asked)
        return super().get_context_data(
            matrix=self.subject, page_obj=page, chosen=queries.told(page.object_list), **kwargs
        )
