"""The frequent phrases of a school."""

from typing import Any

from django import forms

from core.forms import PlainForm
from people.models import School, User


class PhraseForm(PlainForm):
    school = forms.ModelChoiceField(
        School.objects.none(),
        label="For which school?",
        empty_label="Choose the school",
        error_messages={"required": "Choose the school", "invalid_choice": "Choose one of your own schools"},
    )
    text = forms.CharField(
        label="A sentence that you write often",
        help_text="No names: it is offered in every incident.",
        max_length=500,
        error_messages={"required": "Write the sentence"},
    )

    def __init__(self, *args: Any, user: User, roles: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = School.objects.of(user, *roles)
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        if len(only := list(schools[:2])) == 1:
            self.initial["school"] = only[0].pk
            self.fields["school"].widget = forms.HiddenInput()


class NothingForm(PlainForm):
    """Nothing to fill in: the button is the decision."""
