"""Which misuse it was."""

from typing import Any

from django import forms

from core.forms import ModelMultipleChoice, PlainForm
from incidents.models import Involvement
from policies.models import Row

from ..misuse import as_said, said_meanwhile, said_so_far
from ..models import SanctionsTable


class MisuseForm(PlainForm):
    """Rows of the sanctions table that apply to one person."""

    rows = ModelMultipleChoice(
        Row.objects.none(),
        label="Which misuse was it?",
        help_text="Tick each that applies; to say that none applies, save without a tick.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose rows of the sanctions table in force when it happened"},
    )
    shown = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        involvement: Involvement,
        table: SanctionsTable,
        suggested: tuple[str, ...] = (),
        **kwargs: Any,
    ) -> None:
        """`suggested`: keys of rows; they come first, and say that they are."""
        self.involvement, self.now = involvement, said_so_far(involvement)
        found, rows = [misuse.row for misuse in involvement.misuses.select_related("row")], list(table.rows())
        self.of_another = [row.label for row in found if row not in rows]
        kwargs["initial"] = {
            "rows": [row.pk for row in found if row in rows],
            "shown": "" if self.of_another else self.now,  # what is not among the boxes is not shown
        }
        super().__init__(*args, **kwargs)
        self.fields["rows"].needed_when_shown = True  # type: ignore[attr-defined]  # none is an answer, not an omission
        self.fields["rows"].queryset = table.rows()  # type: ignore[attr-defined]
        rows.sort(key=lambda row: row.key not in suggested)
        self.fields["rows"].choices = [  # type: ignore[attr-defined]
            (row.pk, f"{row} (suggested)" if row.key in suggested else str(row)) for row in rows
        ]

    def clean(self) -> dict[str, Any]:
        """What a colleague ticked since the page was opened is not taken away unseen, nor what has no box here."""
        answers: dict[str, Any] = super().clean() or {}
        shown = answers.pop("shown", "")
        if "rows" in answers and self.now not in (shown, as_said(answers["rows"])):
            if self.of_another and answers["rows"]:
                return answers  # said anew
            now = f"It was found by another table: {'; '.join(self.of_another)}."
            why = now if self.of_another else said_meanwhile(self.involvement)
            self.add_error(None, f"{why} Check what is ticked, and save again")
            self.say({"shown": self.now})
        return answers
