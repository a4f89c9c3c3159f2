"""When, where and on what it happened: asked when it is reported, or when a quick report is completed."""

from datetime import time
from typing import Any

from django import forms
from django.utils import timezone

from core import clock
from core.forms import LongText, PastDate, PlainForm, RememberingForm, TimeOfDay, moment
from incidents.codes import Device, Place, Precision
from incidents.models import Incident

WHEN = frozenset({"date", "time", "precision"})  # three questions, two columns


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


class RecordedCircumstancesForm(CircumstancesForm, RememberingForm):
    """The same of an incident that is on record: the page shows what is known, and what is changed on it counts."""

    too_late = "It happened before it was reported: check the date and the time"

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        kwargs["initial"] = known_of(incident) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.latest = incident.reported_at

    def changes(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The columns that the page changed, with what they become."""
        changed = set(self.changed_data) - {"reason"}
        columns = {name: answers[name] for name in changed - WHEN}
        if changed & WHEN:
            columns |= {"occurred_at": answers["occurred_at"], "occurred_precision": answers["precision"]}
        return columns


def known_of(incident: Incident) -> dict[str, Any]:
    """What is recorded of when, where and on what, as the questions of the form."""
    happened = timezone.localtime(incident.occurred_at) if incident.occurred_at else None
    day_alone = happened is None or (
        incident.occurred_precision == Precision.ABOUT and (happened.hour, happened.minute) == (0, 0)
    )
    return {
        "precision": incident.occurred_precision if happened else Precision.UNKNOWN,
        "date": happened.date() if happened else None,
        "time": None if day_alone or happened is None else happened.time().replace(second=0, microsecond=0),
        "place": incident.place,
        "place_detail": incident.place_detail,
        "device": incident.device,
        "told_by": incident.told_by,
        "immediate_action": incident.immediate_action,
    }


class CompleteForm(RecordedCircumstancesForm):
    """What a quick report left open.

    `said` is the incident as far as the one who completes it may know it: a reporter sees what they said themselves,
    and not what others corrected since.
    """

    def __init__(self, *args: Any, incident: Incident, said: Incident | None = None, **kwargs: Any) -> None:
        known = known_of(said or incident)
        still_open = {name: "" for name in ("place", "device") if known[name] in (Place.UNKNOWN, Device.UNKNOWN)}
        kwargs["initial"] = known | still_open
        super().__init__(*args, incident=incident, **kwargs)

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        self.refuse_outdated()
        return answers
