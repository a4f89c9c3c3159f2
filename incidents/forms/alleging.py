"""Deciding on an allegation."""

from django import forms

from core.forms import LongText, PlainForm

from ..codes import Threshold

MEANS = {
    Threshold.HARM: "it harmed a child or may have, may be an offence against a child, or shows a risk to children",
    Threshold.LOW_LEVEL: "not in line with the code of conduct, or a nagging doubt, and below that threshold",
    Threshold.CONDUCT: "no child is concerned: a matter between the school and its staff",
    Threshold.NOBODY_HERE: "it turned out to be somebody else",
}


class AllegationForm(PlainForm):
    threshold = forms.ChoiceField(
        label="How serious is what is alleged?",
        choices=[(threshold, f"{Threshold(threshold).label}: {means}") for threshold, means in MEANS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Say how serious it is"},
    )
    reason = LongText(
        label="Why do you judge it so?",
        help_text="It stays on the record with your name. Another decision later does not take it away.",
        rows=4,
        error_messages={"required": "Say why you judge it so"},
    )
