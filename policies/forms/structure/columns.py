"""What a column means, and whom a side of a table is for."""

from typing import Any

from django import forms

from ...models import ACCEPTANCE, ACTIONS, Column, ColumnGroup, Matrix, Meaning
from .asking import ShapeForm, called, short_text

# What each meaning does, after its name.
DOES = {
    Meaning.ACCEPTABLE: "nothing follows",
    Meaning.CERTAIN_TIMES: "a note says when",
    Meaning.NOMINATED_USERS: "a note says who",
    Meaning.STAFF_PERMISSION: "a note says when, and from whom",
    Meaning.HANDED_IN: "nobody carries it, so the checks find nothing in it where it is about phones",
    Meaning.UNACCEPTABLE: "the unsuitable branch, and the sanctions tables say what follows",
    Meaning.ILLEGAL: "the illegal branch: the safeguarding lead and the authorities first",
    Meaning.REFER_INTERNAL: "who was told, and when, is recorded",
    Meaning.REFER_HEADTEACHER: "who was told, and when, is recorded",
    Meaning.REFER_POLICE: "the referral to the Police decides it, or the reason why there is none",
    Meaning.REFER_LOCAL_AUTHORITY: "telling the local authority decides it, or the reason why not",
    Meaning.REFER_TECHNICAL: "who was told, and when, is recorded",
    Meaning.INFORM_PARENTS: "it waits while the Police or social care have not agreed",
    Meaning.REMOVE_ACCESS: "it is recorded from when until when",
    Meaning.WARNING: "it counts when somebody does it again",
    Meaning.FURTHER_SANCTION: "it counts when somebody does it again",
    Meaning.SUSPENSION_PRECAUTIONARY: "it is shown as a precaution, not as a finding",
    Meaning.DISCIPLINARY: "it counts when somebody does it again",
}
OFFERED = {ColumnGroup.Choice.ONE: ACCEPTANCE, ColumnGroup.Choice.MANY: ACTIONS}


class ColumnForm(ShapeForm):
    """What a column is called, and what it means for the program."""

    label = called("column", 160, label="What is the column called?")
    short = short_text("Short heading", 40, help_text="Stands over the column where there is little room.")
    meaning = forms.ChoiceField(
        label="What does it mean?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what the column means",
            "invalid_choice": "Choose one of the meanings that are offered",
        },
    )

    def __init__(
        self, *args: Any, matrix: Matrix, side: ColumnGroup | None, record: Column | None = None, **kwargs: Any
    ) -> None:
        self.record = record
        initial = {"label": record.label, "short": record.short, "meaning": record.meaning} if record else {}
        super().__init__(*args, initial=initial, **kwargs)
        offered = OFFERED[ColumnGroup.Choice(side.choice)] if side else Meaning
        choices = [(meaning.value, f"{meaning.label}: {DOES[meaning]}") for meaning in offered]
        self.fields["meaning"].choices = choices  # type: ignore[attr-defined]


class SideForm(ShapeForm):
    """Whom a side of a table is for."""

    label = called("side", 120, label="What is this side called?", help_text="For example, staff and other adults.")
    audience = forms.ChoiceField(
        label="Whom is it for?",
        choices=[("", "Everybody"), ("adults", "Adults"), ("pupils", "Pupils")],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose adults, pupils or everybody"},
    )

    def __init__(self, *args: Any, matrix: Matrix, record: ColumnGroup | None = None, **kwargs: Any) -> None:
        self.record = record
        initial = {"label": record.label, "audience": record.audience} if record else {"audience": ""}
        super().__init__(*args, initial=initial, **kwargs)
