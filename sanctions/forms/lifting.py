"""The end of an action that lasted."""

from datetime import date
from typing import Any

from django import forms

from core.forms import LongText, PastDate, PlainForm

from ..models import Sanction


class LiftForm(PlainForm):
    """On which day it ended: today, unless said otherwise."""

    on = PastDate(label="On which day did it end?", error_messages={"required": "Give the day on which it ended"})
    note = LongText(
        label="What was done",
        rows=2,
        required=False,
        max_length=500,
        help_text="For example: the phone went home with a parent. It goes into the chronology of the incident.",
    )

    def __init__(self, *args: Any, sanction: Sanction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sanction = sanction

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if why_not := self.sanction.why_not_lifted_on(day):
            raise forms.ValidationError(why_not)
        return day
