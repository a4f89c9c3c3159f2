"""Taking a part out of a draft's table, after saying what goes with it."""

from typing import ClassVar

from django.db.models import Q
from django.http import Http404
from django.utils.functional import cached_property

from core.forms import PlainForm
from core.views import TransitionPage
from core.words import counted

from ...access import PolicyAccess
from ...actions import structure
from ...models import Cell, Column, Decision
from .shape import OfTable


class RetirePage(OfTable, TransitionPage, abstract=True):
    """Asks once more, and says how much is lost."""

    access = PolicyAccess
    action = "edit"
    form_class = PlainForm
    template_name = "policies/structure_retire.html"
    noun: ClassVar[str]

    @cached_property
    def part(self):
        """The part that the address names; none where somebody retired it meanwhile."""
        return self.parts().filter(key=self.kwargs["key"]).first()

    def get(self, request, *args, **kwargs):
        if self.part is None:
            raise Http404
        return super().get(request, *args, **kwargs)

    def lost(self):
        """How many decisions go with it."""
        where = self.where(self.part)
        return Decision.objects.filter(where).count() + Cell.objects.filter(where).count()

    def get_context_data(self, **kwargs):
        lost = counted(self.lost(), "cell") if self.part else ""
        return super().get_context_data(noun=self.noun, part=self.part, lost=lost, **kwargs)

    @property
    def success_message(self):
        return f"The {self.noun} has been retired from this draft. Earlier versions keep it."

    def get_success_url(self):
        return self.shape_url


class RetireRow(RetirePage):
    noun = "row"

    def parts(self):
        return self.matrix.all_rows.all()

    def where(self, row):
        return Q(row=row)

    def perform(self, form):
        structure.retire_row(self.matrix, self.kwargs["key"], by=self.request.user)


class RetireHeading(RetirePage):
    noun = "heading"

    def parts(self):
        return self.matrix.row_groups.all()

    def where(self, heading):
        return Q(row__group=heading)

    def perform(self, form):
        structure.retire_heading(self.matrix, self.kwargs["key"], by=self.request.user)


class RetireSide(RetirePage):
    noun = "side"

    def parts(self):
        return self.matrix.column_groups.all()

    def where(self, side):
        return Q(column__group=side)

    def perform(self, form):
        structure.retire_side(self.matrix, self.kwargs["key"], by=self.request.user)


class RetireColumn(RetirePage):
    noun = "column"

    def parts(self):
        return Column.objects.filter(group__matrix=self.matrix, group__key=self.kwargs["side"])

    def where(self, column):
        return Q(column=column)

    def perform(self, form):
        structure.retire_column(self.matrix, self.kwargs["side"], self.kwargs["key"], by=self.request.user)


class RemoveTable(RetirePage):
    """Removing a whole table from the draft."""

    noun = "table"
    success_message = "The table has been removed from the draft. Earlier versions keep it."

    @cached_property
    def part(self):
        return self.matrix

    def where(self, matrix):
        return Q(row__matrix=matrix)

    def perform(self, form):
        structure.remove_table(self.matrix, by=self.request.user)

    def get_success_url(self):
        return self.matrix.version.get_absolute_url()
