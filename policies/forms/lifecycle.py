"""Why a version is sent back or withdrawn."""

from core.forms import LongText, PlainForm

LONGEST_REASON = 400


class ReasonForm(PlainForm):
    """A sentence or two."""

    reason = LongText(
        label="Why?",
        rows=3,
        max_length=LONGEST_REASON,
        help_text="Everybody who reads the policy can read it.",
        error_messages={"required": "Say why"},
    )
