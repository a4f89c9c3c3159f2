"""Why a record is not kept any longer, or is kept although its time is over."""

from core.forms import LongText, PlainForm


class AskForm(PlainForm):
    reason = LongText(
        label="Why is it not kept longer?",
        help_text="It is printed on the certificate, which is kept: write no name.",
        rows=3,
        max_length=1000,
        error_messages={"required": "Say why it is not kept longer"},
    )


class HoldForm(PlainForm):
    reason = LongText(
        label="Why is it placed on hold?",
        help_text="For example: a claim, an inquiry, a request. Nothing is erased until the hold is lifted.",
        rows=3,
        max_length=1000,
        error_messages={"required": "Say why it is placed on hold"},
    )
