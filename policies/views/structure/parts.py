"""Adding and changing one part of a table."""

from typing import Any, ClassVar

from django.http import Http404
from django.utils.functional import cached_property

from core.views import TransitionPage

from ...access import PolicyAccess
from ...actions import structure
from ...forms import ColumnForm, HeadingForm, RowForm, SideForm, TitleForm
from .shape import OfTable


class PartPage(OfTable, TransitionPage, abstract=True):
    """One form about one part; leads back to the table, where the part stands."""

    access = PolicyAccess
    action = "edit"
    template_name = "policies/structure_part.html"
    heading: ClassVar[str]
    verb: ClassVar[str]
    key_kwarg: ClassVar[str] = "key"
    part: Any = None

    @cached_property
    def record(self) -> Any:
        """The part that the address names; none where something is added, or where somebody retired it meanwhile."""
        return None

    def get(self, request, *args, **kwargs):
        if self.key_kwarg in kwargs and self.record is None:
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs() | {"matrix": self.matrix, "record": self.record}
        del kwargs["initial"]  # the form takes it from the record
        return kwargs

    def get_context_data(self, **kwargs):
        names = {"heading": self.heading, "verb": self.verb, "part": self.record}
        return super().get_context_data(**names | kwargs)

    def get_success_url(self):
        return f"{self.shape_url}#{self.anchor}"

    @property
    def anchor(self):
        return ""


class RowPage(PartPage, abstract=True):
    form_class = RowForm

    @cached_property
    def record(self):
        return self.matrix.all_rows.select_related("group").filter(key=self.kwargs.get("key", "")).first()

    @property
    def anchor(self):
        return f"row.{self.part.key}"


class AddRow(RowPage):
    heading, verb = "Add a row", "Add this row"
    success_message = "The row has been added. Decide about it in the table."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"under": self.request.GET.get("under", "")}

    def perform(self, form):
        self.part = structure.add_row(self.matrix, by=self.request.user, **form.cleaned_data)


class ChangeRow(RowPage):
    heading, verb = "Edit a row", "Save this row"
    success_message = "The row is saved."

    def perform(self, form):
        self.part = structure.change_row(self.matrix, self.kwargs["key"], by=self.request.user, **form.cleaned_data)


class HeadingPage(PartPage, abstract=True):
    form_class = HeadingForm

    @cached_property
    def record(self):
        return self.matrix.row_groups.filter(key=self.kwargs.get("key", "")).first()

    @property
    def anchor(self):
        return f"heading.{self.part.key}"


class AddHeading(HeadingPage):
    heading, verb = "Add a heading", "Add this heading"
    success_message = "The heading has been added. Add a row to it, or move one there."

    def perform(self, form):
        self.part = structure.add_heading(self.matrix, by=self.request.user, **form.cleaned_data)


class ChangeHeading(HeadingPage):
    heading, verb = "Rename a heading", "Save this heading"
    success_message = "The heading is renamed."

    def perform(self, form):
        key = self.kwargs["key"]
        self.part = structure.rename_heading(self.matrix, key, by=self.request.user, **form.cleaned_data)


class SidePage(PartPage, abstract=True):
    form_class = SideForm

    @cached_property
    def record(self):
        return self.matrix.column_groups.filter(key=self.kwargs.get("key", "")).first()

    @property
    def anchor(self):
        return f"side.{self.part.key}"


class AddSide(SidePage):
    heading, verb = "Add a side", "Add this side"
    success_message = "The side has been added, with the columns of the first one. Decide each row for it."

    def perform(self, form):
        self.part = structure.add_side(self.matrix, by=self.request.user, **form.cleaned_data)


class ChangeSide(SidePage):
    heading, verb = "Edit a side", "Save this side"
    success_message = "The side is saved."

    def perform(self, form):
        self.part = structure.change_side(self.matrix, self.kwargs["key"], by=self.request.user, **form.cleaned_data)


class ColumnPage(PartPage, abstract=True):
    form_class = ColumnForm

    @cached_property
    def side(self):
        return self.matrix.column_groups.filter(key=self.kwargs["side"]).first()

    @cached_property
    def record(self):
        return self.side and self.side.columns.filter(key=self.kwargs.get("key", "")).first()

    def get(self, request, *args, **kwargs):
        if self.side is None:
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"side": self.side}

    @property
    def anchor(self):
        return f"column.{self.kwargs['side']}.{self.part.key}"


class AddColumn(ColumnPage):
    heading, verb = "Add a column", "Add this column"
    success_message = "The column has been added."

    def perform(self, form):
        self.part = structure.add_column(self.matrix, self.kwargs["side"], by=self.request.user, **form.cleaned_data)


class ChangeColumn(ColumnPage):
    heading, verb = "Edit a column", "Save this column"
    success_message = "The column is saved."

    def perform(self, form):
        place = self.kwargs["side"], self.kwargs["key"]
        self.part = structure.change_column(self.matrix, *place, by=self.request.user, **form.cleaned_data)


class RenameTable(PartPage):
    heading, verb = "Rename this table", "Save the name"
    form_class = TitleForm
    success_message = "The table is renamed."

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        del kwargs["record"]
        return kwargs

    def perform(self, form):
        structure.rename_table(self.matrix, by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        return self.shape_url
