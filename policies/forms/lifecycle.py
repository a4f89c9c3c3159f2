"""Why a version is sent back or withdrawn; and what came of a note."""

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


class SettleForm(PlainForm):
    """What came of a note."""

    answer = LongText(
        label="What came of it?",
        rows=3,
        max_length=LONGEST_REASON,
        help_text="For example: the section on phones says now who keeps them. Or why nothing changes. Write no names.",
        error_messages={"required": "Say what came of it"},
    )
