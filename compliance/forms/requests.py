"""An access request: who asks, what is left out and why, how it was answered."""

from typing import Any

from django import forms

from compliance.models import PartDecision
from core.forms import LongText, PastDate, PlainForm


class RequestForm(PlainForm):
    asked_by = forms.CharField(
        label="Who asks, and how was it checked?",
        max_length=200,
        help_text="The person, or a parent for them: how you know that it is them, and that they may ask.",
        error_messages={"required": "Say who asks", "max_length": "Shorten it to 200 characters"},
    )
    received_on = PastDate(
        label="On which day did it come?",
        help_text="It is due one month later.",
        error_messages={"required": "Say on which day it came"},
    )


class DecideForm(PlainForm):
    """Whether an incident is handed over. `found`: the fingerprint of its texts, and of the names in them."""

    left_out = forms.ChoiceField(
        label="Is it handed over?",
        choices=[
            ("no", "Yes, with everybody else’s names replaced"),
            *[(key, f"No: {str(label)[0].lower()}{str(label)[1:]}") for key, label in PartDecision.Reason.choices],
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is handed over"},
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    note = LongText(
        label="What was weighed?",
        help_text="Needed where it is left out. It is not handed over.",
        rows=3,
        required=False,
        max_length=2000,
    )

    def __init__(self, *args: Any, found: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        self.fields["shown"].initial = found

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        shown = answers.pop("shown", "")
        if answers.get("left_out") == "no":
            answers["left_out"] = ""
            if shown != self.found:
                self.add_error(None, "Something in this incident has changed since. Look at it and at the list again")
                self.say({"shown": self.found})
        elif answers.get("left_out") and not answers.get("note") and "note" not in self.errors:
            self.add_error("note", "Say what was weighed")
        return answers


class AnsweredForm(PlainForm):
    answered_on = PastDate(label="On which day was it answered?", error_messages={"required": "Say on which day"})
    how = LongText(
        label="How was it answered?",
        help_text="How the file was handed over; or why the request was refused.",
        rows=3,
        max_length=2000,
        error_messages={"required": "Say how it was answered"},
    )
