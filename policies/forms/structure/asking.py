"""What the questions about every part of a table share."""

from typing import Any

from django import forms

from core.forms import RememberingForm

OTHERS_WERE_FASTER = "Somebody else changed this while you were writing. Check it below, then save again."


class ShapeForm(RememberingForm):
    """Asks about one part of a table; refuses to overwrite what somebody else changed since the page was opened."""

    record: Any = None  # what is changed; none where something is added

    @property
    def flags(self) -> list[forms.BoundField]:
        """The questions that are answered by a tick, for one heading on the page."""
        return []

    def clean(self) -> dict[str, Any]:
        if self.record and self.is_outdated:
            self.catch_up()
            raise forms.ValidationError(OTHERS_WERE_FASTER)
        return self.cleaned_data


def called(noun: str, length: int, **kwargs: Any) -> forms.CharField:
    """The question what a part is called."""
    return forms.CharField(
        max_length=length,
        error_messages={
            "required": f"Say what the {noun} is called",
            "max_length": f"Shorten the name of the {noun} to %(limit_value)d characters (%(show_value)d now)",
        },
        **kwargs,
    )


def short_text(label: str, length: int, **kwargs: Any) -> forms.CharField:
    """A question that a few words answer, or nothing."""
    too_long = f"Shorten “{label.lower().rstrip('?')}” to %(limit_value)d characters (%(show_value)d now)"
    return forms.CharField(
        label=label, max_length=length, required=False, error_messages={"max_length": too_long}, **kwargs
    )
