"""When, where and on what it happened: asked when it is reported, or when a quick report is completed."""

from datetime import time
from typing import Any

from django import forms

from core import clock
from core.forms import LongText, PastDate, PlainForm, TimeOfDay, moment
from incidents.codes import Device, Place, Precision
from incidents.models import Incident


class CircumstancesForm(PlainForm):
    """What can wait until it is known."""

    precision = forms.ChoiceField(
        label="How sure are you?",
        choices=Precision.choices,
        initial=Precision.EXACT,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how sure you are of the time"},
    )
    date = PastDate(label="Date", required=False)
    time = TimeOfDay(label="Time", required=False)
    place = forms.ChoiceField(
        label="Where?",
        choices=[("", "Choose the place"), *Place.choices],
        error_messages={"required": "Choose where it happened, or “Not known”"},
    )
    place_detail = forms.CharField(label="Which room, app or site?", required=False, max_length=120)
    device = forms.ChoiceField(
        label="On which device?",
        choices=[("", "Choose the device"), *Device.choices],
        error_messages={"required": "Choose the device, or “Not known, or none”"},
    )
    told_by = forms.CharField(
        label="Who told you?",
        help_text="Leave empty if you saw it yourself.",
        required=False,
        max_length=200,
    )
    immediate_action = LongText(label="What have you done so far?", rows=3, required=False)
    too_late = "The time cannot be in the future"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("date", clock.today())
        self.latest = clock.now()

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        self._clean_moment(answers)
        return answers

    def _clean_moment(self, answers: dict[str, Any]) -> None:
        day, at = answers.get("date"), answers.get("time")
        answers["occurred_at"] = None
        if answers.get("precision") == Precision.UNKNOWN or self.errors.keys() & {"date", "time"}:
            return
        if day is None:
            self.add_error("date", "Give the date, or choose “Not known”")
            return
        if at is None:
            answers["precision"] = Precision.ABOUT  # the day alone is known
        occurred_at = moment(day, at or time.min)
        if occurred_at > self.latest:
            self.add_error("time", self.too_late)
        answers["occurred_at"] = occurred_at


class CompleteForm(CircumstancesForm):
    """What a quick report left open."""

    too_late = "It happened before it was reported: check the date and the time"

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        kwargs["initial"] = {"date": incident.day, "precision": Precision.ABOUT}
        super().__init__(*args, **kwargs)
        self.latest = incident.reported_at

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        for asked in ("date", "time"):
            answers.pop(asked, None)
        answers["occurred_precision"] = answers.pop("precision", "")
        return answers
