"""What the governing body decided, and when."""

from typing import Any

from django import forms

from core.forms import Day, PastDate, PlainForm, years_ahead

from ..models import PolicyVersion

EFFECTIVE_AHEAD, REVIEW_AHEAD = 2, 10  # years


class ApprovalForm(PlainForm):
    """What the governing body decided, and when."""

    approving_body = forms.CharField(
        label="Who approved it?",
        max_length=120,
        initial="The board of governors",
        error_messages={"required": "Say who approved it"},
    )
    approved_on = PastDate(
        label="When was it approved?",
        error_messages={
            "required": "Enter the date of the approval",
            "too_late": "The approval cannot be in the future: record it once it is given",
        },
    )
    minute_reference = forms.CharField(
        label="Reference in the minutes", max_length=60, required=False, help_text="For example, minute 14."
    )
    effective_from = Day(
        label="From when is it in force?",
        latest=years_ahead(EFFECTIVE_AHEAD),
        error_messages={"required": "Enter the first day on which it is in force"},
    )
    review_due = Day(
        label="By when is it reviewed next?",
        help_text="At least once a year.",
        latest=years_ahead(REVIEW_AHEAD),
        error_messages={"required": "Enter the date of the next review"},
    )

    def __init__(self, *args: Any, version: PolicyVersion, **kwargs: Any) -> None:
        self.version = version
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        approved, start, review = (cleaned.get(name) for name in ("approved_on", "effective_from", "review_due"))
        if approved and start and start < approved:
            self.add_error("effective_from", "It can be in force from the day of its approval on, not earlier")
        elif start and (reason := self.version.why_not_from(start)):
            self.add_error("effective_from", reason.removesuffix("."))
        if start and review and review <= start:
            self.add_error("review_due", "The next review is after the day from which it is in force")
        return cleaned
