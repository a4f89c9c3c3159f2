"""Asking somebody to do something about an incident, and saying that it is done."""

from typing import Any

from django import forms

from core import clock
from core.forms import Day, LongText, PlainForm
from people.models import User


class TaskForm(PlainForm):
    text = LongText(
        label="What is to be done?",
        help_text="They see these words and the reference of the incident, and nothing else. "
        "Leave out names that they do not need.",
        rows=3,
        max_length=1000,
        error_messages={"required": "Say what is to be done"},
    )
    who = forms.ModelChoiceField(
        User.objects.none(),
        label="Who is to do it?",
        error_messages={
            "required": "Choose who is to do it",
            "invalid_choice": "Choose somebody who works at the school",
        },
    )
    due = Day(
        label="By when?", required=False, earliest=clock.today, error_messages={"too_early": "The date is in the past"}
    )

    def __init__(self, *args: Any, groups: list[tuple[str, list[tuple[int, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["who"]
        offered = [key for _, users in groups for key, _ in users]
        field.queryset = User.objects.filter(pk__in=offered)  # type: ignore[attr-defined]
        field.choices = [("", "Choose somebody"), *groups]  # type: ignore[attr-defined]


class DoneForm(PlainForm):
    answer = LongText(
        label="What was done?",
        help_text="Only those who handle the incident read it.",
        rows=3,
        max_length=2000,
        required=False,
    )
