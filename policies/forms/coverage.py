"""Which school a policy covers, from when and until when."""

from typing import Any

from django import forms

from core.forms import Day, PlainForm, years_ahead
from people.models import School, User

from .. import queries
from ..models import EARLIEST, Policy

AHEAD = 2  # years


class CoverForm(PlainForm):
    """Another school, from a day on."""

    school = forms.ModelChoiceField(
        label="Which school?",
        queryset=School.objects.none(),
        empty_label="Choose a school",
        help_text="Schools where you draft policies and that this one does not cover.",
        error_messages={"required": "Choose a school", "invalid_choice": "Choose from the schools offered"},
    )
    starts_on = Day(
        label="From when?",
        earliest=lambda: EARLIEST,
        latest=years_ahead(AHEAD),
        help_text="A policy that covers the school until then ends the day before.",
        error_messages={"required": "Enter the first day"},
    )

    def __init__(self, *args: Any, user: User, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = queries.not_covered_by(policy, user)  # type: ignore[attr-defined]


class EndCoverageForm(PlainForm):
    """The last day."""

    ends_on = Day(
        label="What is the last day?",
        earliest=lambda: EARLIEST,
        latest=years_ahead(AHEAD),
        error_messages={"required": "Enter the last day"},
    )
