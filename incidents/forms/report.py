"""Reporting an incident: one page, two minutes."""

import uuid
from datetime import time
from typing import Any

from django import forms

from core import clock
from core.forms import LongText, PastDate, PlainForm, TimeOfDay, moment
from incidents import kinds
from incidents.codes import Device, Place, Precision
from people.models import School, User
from people.roles import WORKS_IN_SCHOOL

YES_NO = [("no", "No"), ("yes", "Yes")]


class StopForm(PlainForm):
    """What is asked after the stop screen: whom was it told, and where is the device. Never what was seen."""

    told_in_person = forms.CharField(
        label="Whom have you told, and when?",
        help_text="In person, not by e-mail. For example: the safeguarding lead, at 10:15.",
        max_length=200,
        error_messages={"required": "Say whom you have told, and when"},
    )
    device_kept = LongText(
        label="Where is the device, and who watches it?",
        help_text="Or why it could not be isolated. Do not describe what is on it.",
        rows=2,
        max_length=500,
        error_messages={"required": "Say where the device is, or why it could not be isolated"},
    )


class ReportForm(PlainForm):
    """What happened, as the reporter knows it now. `people` are a formset of their own."""

    submission = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "This page was out of date. Check your answers and send them again",
            "invalid": "This page was out of date. Check your answers and send them again",
        },
    )
    stopped = forms.CharField(widget=forms.HiddenInput, required=False, max_length=3)
    device_kept = LongText(widget=forms.HiddenInput, required=False, max_length=500)
    school = forms.ModelChoiceField(
        School.objects.none(),
        label="At which school?",
        empty_label="Choose the school",
        error_messages={
            "required": "Choose the school",
            "invalid_choice": "Choose one of your own schools",
        },
    )
    kind = forms.ChoiceField(
        label="What was it?",
        choices=kinds.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what it was, or “Something else”",
            "invalid_choice": "Choose what it was from the list, or “Something else”",
        },
    )
    may_be_illegal = forms.BooleanField(label="It may be illegal, or I am not sure", required=False)
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
    nobody_known = forms.BooleanField(label="I do not know who was involved", required=False)
    about_headteacher = forms.BooleanField(
        label="It is about the Headteacher",
        help_text="Then only the chair of governors is told.",
        required=False,
    )
    told_by = forms.CharField(
        label="Who told you?",
        help_text="Leave empty if you saw it yourself.",
        required=False,
        max_length=200,
    )
    description = LongText(
        label="What happened?",
        help_text="Facts in your own words: what you saw or were told, and by whom.",
        rows=5,
        error_messages={"required": "Say what happened"},
    )
    child_in_danger = forms.ChoiceField(
        label="Is a child in danger now?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether a child is in danger now"},
    )
    told_in_person = forms.CharField(
        label="Have you told somebody in person?",
        help_text="Whom, and when.",
        required=False,
        max_length=200,
    )
    immediate_action = LongText(label="What have you done so far?", rows=3, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = School.objects.of(user, *WORKS_IN_SCHOOL)
        self.schools = list(schools)
        field = self.fields["school"]
        field.queryset = schools  # type: ignore[attr-defined]
        if len(self.schools) == 1:
            self.initial["school"] = self.schools[0].pk
            field.widget = forms.HiddenInput()
        self.fields["description"].required = not self.stops  # nobody is asked to describe what may be illegal
        self.initial.setdefault("submission", uuid.uuid4())
        self.initial.setdefault("date", clock.today())

    def renew_key(self) -> None:
        """The next sending is another incident."""
        self.say({self.add_prefix("submission"): str(uuid.uuid4())})

    @property
    def stops(self) -> bool:
        """Whether the kind or the tick may be illegal, so that the stop screen comes first. Asks the raw answers."""
        kind = kinds.kinds().get(self.data.get("kind", ""))
        return bool(self.data.get("may_be_illegal")) or (kind is not None and kind.stop)

    def clean_child_in_danger(self) -> bool:
        return bool(self.cleaned_data["child_in_danger"] == "yes")

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("child_in_danger") and not answers.get("told_in_person"):
            self.add_error(
                "told_in_person",
                "Tell the safeguarding lead in person now (or ring 999), then say here whom you told",
            )
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
        if occurred_at > clock.now():
            self.add_error("time", "The time cannot be in the future")
        answers["occurred_at"] = occurred_at
