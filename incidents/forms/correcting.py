"""Correcting what was recorded of an incident."""

from typing import Any

from django import forms

from core.forms import LongText
from incidents import kinds
from incidents.models import Incident
from policies.models import FourC

from .circumstances import RecordedCircumstancesForm


class CorrectForm(RecordedCircumstancesForm):
    """Everything that was recorded as a choice or a date. The reporter's words are not among it."""

    kind = forms.ChoiceField(label="What was it?", choices=kinds.choices)
    four_c = forms.ChoiceField(label="Area of risk", choices=[("", "Not said"), *FourC.choices], required=False)
    data_breach = forms.BooleanField(label="It may be a data breach", required=False)
    reason = LongText(label="Why is it corrected?", rows=2, error_messages={"required": "Say why it is corrected"})
    immediate_action = None  # type: ignore[assignment]  # the reporter's words

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "kind": incident.kind,
            "four_c": incident.four_c,
            "data_breach": incident.data_breach,
        }
        super().__init__(*args, incident=incident, **kwargs)
        self.fields["told_by"].label = "Who told the reporter?"
        self.fields["told_by"].help_text = "Leave empty if the reporter saw it."
        if incident.kind not in kinds.kinds():  # a kind that is no longer offered stays what it is
            self.fields["kind"].choices = [(incident.kind, incident.kind_chosen.label), *kinds.choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if not self.refuse_outdated() and not self.errors and not self.changes(answers):
            self.add_error(None, "Nothing is changed yet: correct what is wrong, then save")
        return answers
