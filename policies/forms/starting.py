"""What a policy is called, whom it is for, and what it starts from."""

from typing import Any

from django import forms

from core.forms import ModelMultipleChoice, PlainForm
from people.models import School, User

from .. import queries


class StartForm(PlainForm):
    """A title, the schools that the policy is for, and what it starts from."""

    title = forms.CharField(
        label="What is it called?",
        max_length=120,
        initial="E-safety policy",
        error_messages={"required": "Say what the policy is called"},
    )
    schools = ModelMultipleChoice(
        label="Which schools is it for?",
        queryset=School.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        help_text="Schools where you draft policies and that have none of their own.",
        error_messages={"required": "Choose at least one school", "invalid_choice": "Choose from the schools offered"},
    )
    sources = forms.TypedChoiceField(
        label="What does it start from?",
        choices=[
            ("standard", "The standard set: everything that a school may choose is left open"),
            ("standard worked-example", "The standard set, filled in as in a worked example"),
        ],
        coerce=str.split,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial="standard",
        error_messages={"required": "Choose what it starts from", "invalid_choice": "Choose what it starts from"},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["schools"].queryset = queries.without_a_policy(user)  # type: ignore[attr-defined]
