"""For whom a record is printed."""

from typing import Any

from django import forms

from core.forms import PlainForm
from incidents.models import Incident, Involvement
from incidents.printing.paper import PrintedCopy, Recipient


class PrintForm(PlainForm):
    """Who is given the record, whose names stand in it, and why."""

    recipient = forms.ChoiceField(
        label="For whom is it?",
        choices=Recipient.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say for whom the record is"},
    )
    subject = forms.TypedChoiceField(
        label="Which of the people asked for it?",
        help_text="Only for one of the people.",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose one of the people of this incident"},
    )
    names = forms.ChoiceField(
        label="What about the names of other people?",
        choices=[("replaced", "Replace them: Pupil A, Adult A"), ("kept", "Leave every name as it was recorded")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what happens to the names of other people"},
    )
    reason = forms.CharField(
        label="Why is it printed?",
        max_length=200,
        help_text="It stands on every page, in the chronology and in the list of exports.",
        error_messages={"required": "Say why it is printed", "max_length": "Shorten the reason to 200 characters"},
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.pk: one for one in incident.involvements.all()}
        people = [
            (key, f"{one.display_name} ({one.description}), {one.part_in_words.lower()}")
            for key, one in self.people.items()
        ]
        self.fields["subject"].choices = [("", "Choose a person"), *people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        is_for_subject = said.get("recipient") == Recipient.SUBJECT
        if is_for_subject and not said.get("subject") and "subject" not in self.errors:
            self.add_error("subject", "Choose which of the people asked for it")
        if not is_for_subject and "recipient" in said and said.get("subject"):
            self.add_error("subject", "Choose nobody here, or say that it is for one of the people")
        return said

    @property
    def subject_chosen(self) -> Involvement | None:
        return self.people.get(self.cleaned_data["subject"])

    @property
    def copy(self) -> PrintedCopy:
        """What was asked for, of a form that is valid."""
        said = self.cleaned_data
        return PrintedCopy(said["recipient"], said["reason"], said["names"] == "replaced", self.subject_chosen)
