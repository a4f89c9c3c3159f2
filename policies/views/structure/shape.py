"""All parts of a table on one page, and the buttons that move them or put them back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.generic import TemplateView

from core.access import Refused
from core.forms import KEY
from core.views import Page

from ... import queries
from ...access import PolicyAccess
from ...actions import structure
from ...models import Matrix
from ..tables import MatrixPage


class OfTable(MatrixPage):
    """A page about the shape of one table: its rule is asked about the version, which must be a draft."""

    matrix: Matrix

    def get_subject(self) -> Any:
        self.matrix = self.get_record()
        return self.matrix.version

    @property
    def shape_url(self) -> str:
        version = self.matrix.version
        return reverse("policies:shape", args=[version.policy.slug, version.number, self.matrix.kind])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(matrix=self.matrix, shape_url=self.shape_url, **kwargs)  # type: ignore[misc]


class ShapeOfMatrix(OfTable, Page, TemplateView):
    """Rows under their headings, columns in their sides, and what can be put back."""

    access = PolicyAccess
    action = "edit"
    template_name = "policies/structure.html"

    def get_context_data(self, **kwargs):
        shape = queries.Shape(self.matrix)
        takes_sides = self.matrix.kind in structure.WITH_SIDES
        return super().get_context_data(shape=shape, takes_sides=takes_sides, **kwargs)

    def post(self, request, *args, **kwargs):
        try:
            part, anchor = self.change(request.POST)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(self.shape_url)
        return HttpResponseRedirect(f"{self.shape_url}#{anchor}" if part else self.shape_url)

    def change(self, sent):
        """What the pressed button says: `up` or `down`, the position and the part; or a source and what comes back."""
        for name, step in (("up", -1), ("down", 1)):
            position, _, part = sent.get(name, "").partition(".")
            if KEY.fullmatch(position):
                kind, _, key = part.partition(".")
                shown = int(position)
                moved = structure.move(self.matrix, kind, key, by=self.request.user, step=step, shown=shown)
                messages.success(self.request, f"“{moved}” is moved {name}.")
                return moved, f"{part}.{name}"
        for name in (queries.EARLIER, queries.STANDARD):
            source = queries.table_of(self.matrix.version, self.matrix.kind, name) if name in sent else None
            if source:
                kind, _, key = sent[name].partition(".")
                part = structure.put_back(self.matrix, kind, key, source=source, by=self.request.user)
                messages.success(self.request, f"“{part}” is in the table again.")
                return part, sent[name]
        raise Refused("Nothing was changed: choose a row, a heading, a column or a side first.")
