"""Correcting what was recorded of an incident."""

from typing import Any

from django import forms
from django.utils import timezone

from core.forms import LongText, RememberingForm
from incidents import kinds
from incidents.codes import Precision
from incidents.models import Incident
from policies.models import FourC

from .circumstances import CircumstancesForm

WHEN = frozenset({"date", "time", "precision"})  # three questions, two columns


class CorrectForm(CircumstancesForm, RememberingForm):
    """Everything that was recorded as a choice or a date. The reporter's words are not among it."""

    kind = forms.ChoiceField(label="What was it?", choices=kinds.choices)
    four_c = forms.ChoiceField(label="Area of risk", choices=[("", "Not said"), *FourC.choices], required=False)
    data_breach = forms.BooleanField(label="It may be a data breach", required=False)
    reason = LongText(label="Why is it corrected?", rows=2, error_messages={"required": "Say why it is corrected"})
    immediate_action = None  # type: ignore[assignment]  # the reporter's words
    too_late = "It happened before it was reported: check the date and the time"

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        happened = timezone.localtime(incident.occurred_at) if incident.occurred_at else None
        day_alone = happened is None or (
            incident.occurred_precision == Precision.ABOUT and (happened.hour, happened.minute) == (0, 0)
        )
        kwargs["initial"] = {
            "kind": incident.kind,
            "precision": incident.occurred_precision if happened else Precision.UNKNOWN,
            "date": happened.date() if happened else None,
            "time": None if day_alone or happened is None else happened.time().replace(second=0, microsecond=0),
            "place": incident.place,
            "place_detail": incident.place_detail,
            "device": incident.device,
            "told_by": incident.told_by,
            "four_c": incident.four_c,
            "data_breach": incident.data_breach,
        }
        super().__init__(*args, **kwargs)
        self.latest = incident.reported_at
        self.fields["told_by"].label = "Who told the reporter?"
        self.fields["told_by"].help_text = "Leave empty if the reporter saw it."
        if incident.kind not in kinds.kinds():  # a kind that is no longer offered stays what it is
            self.fields["kind"].choices = [(incident.kind, incident.kind_chosen.label), *kinds.choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if not self.refuse_outdated() and not self.errors and not self.changes(answers):
            self.add_error(None, "Nothing is changed yet: correct what is wrong, then save")
        return answers

    def changes(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The columns that the page changed, with what they become."""
        changed = set(self.changed_data) - {"reason"}
        columns = {name: answers[name] for name in changed - WHEN}
        if changed & WHEN:
            columns |= {"occurred_at": answers["occurred_at"], "occurred_precision": answers["precision"]}
        return columns
