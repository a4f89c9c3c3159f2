"""Which incidents belong together."""

from typing import Any

from django import forms

from core.forms import PlainForm
from incidents.models import Incident


class RelateForm(PlainForm):
    other = forms.CharField(
        label="Which incident does it belong with?",
        help_text="Its reference, for example ALD-7KQ4M.",
        max_length=10,
        error_messages={"required": "Give the reference of the other incident"},
    )
    reason = forms.CharField(
        label="How do they belong together?",
        help_text="For example: the same group of pupils, a week later. Only those who read both incidents see this.",
        max_length=200,
        error_messages={"required": "Say how they belong together"},
    )

    def __init__(self, *args: Any, incident: Incident, readable: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.incident, self.readable = incident, readable

    def clean_other(self) -> Incident:
        reference = self.cleaned_data["other"].strip().upper()
        if reference == self.incident.reference:
            raise forms.ValidationError("An incident is not related to itself")
        other: Incident | None = self.readable.filter(reference=reference).first()
        if other is None:
            raise forms.ValidationError("There is no incident with this reference that you can read")
        return other
