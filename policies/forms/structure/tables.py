"""What a heading and a table are called, which tables there are, and what is locked."""

from typing import Any

from django import forms
from django.utils.functional import cached_property

from core.forms import PlainForm

from ...models import Matrix, Row, RowGroup
from .asking import ShapeForm, called


class HeadingForm(ShapeForm):
    """What a heading says."""

    label = called("heading", 250, label="What does the heading say?")

    def __init__(self, *args: Any, matrix: Matrix, record: RowGroup | None = None, **kwargs: Any) -> None:
        self.record = record
        super().__init__(*args, initial={"label": record.label} if record else {}, **kwargs)


class TitleForm(ShapeForm):
    """What a table is called."""

    title = called("table", 120, label="What is the table called?")

    def __init__(self, *args: Any, matrix: Matrix, **kwargs: Any) -> None:
        self.record = matrix
        super().__init__(*args, initial={"title": matrix.title}, **kwargs)


class LockForm(PlainForm):
    """Which decision may never be chosen for a row, and why."""

    place = forms.ChoiceField(
        label="Which decision may never be chosen?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the decision that may never be chosen",
            "invalid_choice": "Choose one of the decisions that are offered",
        },
    )
    reason = forms.CharField(
        label="Why?",
        max_length=200,
        help_text="Whoever edits the table reads it.",
        error_messages={
            "required": "Say why it may never be chosen",
            "max_length": "Shorten the reason to %(limit_value)d characters (%(show_value)d now)",
        },
    )

    def __init__(self, *args: Any, matrix: Matrix, row: Row | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matrix, self.row = matrix, row
        self.fields["place"].choices = self.places  # type: ignore[attr-defined]

    @cached_property
    def places(self) -> list[tuple[str, str]]:
        """Every decision that is not locked for the row yet."""
        locked = {lock.column_id for lock in self.row.locks.all()} if self.row else set()
        sides = list(self.matrix.column_groups.prefetch_related("columns"))
        return [
            (f"{side.key}.{column.key}", f"{side.label}: {column.label}" if len(sides) > 1 else column.label)
            for side in sides
            for column in side.columns.all()
            if column.pk not in locked
        ]


class AddTableForm(PlainForm):
    """Which table a draft gets, and what stands in it."""

    table = forms.ChoiceField(
        label="Which table?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a table", "invalid_choice": "This draft already has that table"},
    )
    start = forms.ChoiceField(
        label="What does it start from?",
        choices=[
            ("standard", "The rows and columns of the standard set"),
            ("empty", "The columns of the standard set, with no rows but those that every school keeps"),
        ],
        initial="standard",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it starts from", "invalid_choice": "Choose what it starts from"},
    )

    def __init__(self, *args: Any, lacking: list[tuple[str, str]], earlier: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].choices = lacking  # type: ignore[attr-defined]
        if earlier:
            offered = self.fields["start"].choices  # type: ignore[attr-defined]
            self.fields["start"].choices = [*offered, ("earlier", f"The table of {earlier}")]  # type: ignore[attr-defined]
