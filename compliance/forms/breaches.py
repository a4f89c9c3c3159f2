"""A data breach: what happened, how bad it is, whom the school told."""

from datetime import datetime
from typing import Any

from django import forms

from core import clock
from core.forms import LongText, PastDate, PlainForm, RememberingForm, TimeOfDay, moment
from people.models import School

from ..models import Breach

TOLD, NOT_TOLD = "told", "not_told"


def _earlier(form: PlainForm, day: str, time: str) -> datetime | None:
    """The moment that two questions say; in the future it is an error of the time."""
    if form.cleaned_data.get(day) is None or form.cleaned_data.get(time) is None:
        return None
    said = moment(form.cleaned_data[day], form.cleaned_data[time])
    if said > clock.now():
        form.add_error(time, "That is in the future: check day and time")
        return None
    return said


class BreachForm(PlainForm):
    """What happened, and when somebody here found out."""

    school = forms.ModelChoiceField(
        School.objects.none(), label="At which school?", empty_label="Choose a school",
        error_messages={"required": "Choose the school"},
    )  # fmt: skip
    what = LongText(
        label="What happened, and to which data?",
        help_text="Which data, about which kinds of people. No names: they are not needed here.",
        error_messages={"required": "Say what happened"},
    )
    found_on = PastDate(
        label="When did somebody here find out?",
        help_text="The 72 hours run from this moment, weekends included.",
        error_messages={"required": "Say on which day it was found out"},
    )
    found_time = TimeOfDay(
        label="At what time?", error_messages={"required": "Say at what time, as far as it is known"}
    )
    affected = forms.IntegerField(
        label="About how many people’s data is it? (optional)", required=False, min_value=0, max_value=1_000_000
    )

    def __init__(self, *args: Any, schools: Any, **kwargs: Any) -> None:
        """`schools`: those to choose from; one alone is not asked."""
        super().__init__(*args, **kwargs)
        self.only = schools[0] if len(schools) == 1 else None
        self.fields["school"].queryset = School.objects.filter(pk__in=[each.pk for each in schools])  # type: ignore[attr-defined]
        if self.only:
            del self.fields["school"]

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        answers["found_at"] = _earlier(self, "found_on", "found_time")
        return answers

    @property
    def said(self) -> dict[str, Any]:
        """As `Breach.record` takes it."""
        answers = self.cleaned_data
        school = {"school": self.only or answers["school"]}
        return school | {name: answers[name] for name in ("what", "found_at", "affected")}


class AssessForm(RememberingForm):
    affected = forms.IntegerField(
        label="About how many people’s data is it?", min_value=0, max_value=1_000_000,
        error_messages={"required": "Give the number as far as it is known; it can be changed later"},
    )  # fmt: skip
    risk = forms.ChoiceField(
        label="How high is the risk for them?",
        choices=Breach.Risk.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how high the risk is"},
    )
    risk_reason = LongText(
        label="Why is it judged so?",
        help_text="What it could mean for them, and how likely that is.",
        rows=3,
        error_messages={"required": "Say why it is judged so"},
    )
    measures = LongText(
        label="What was done about it?",
        help_text="To put it right, and to stop it happening again.",
        rows=3,
        error_messages={"required": "Say what was done, or that nothing could be"},
    )

    def clean(self) -> dict[str, Any]:
        self.refuse_outdated()
        return super().clean() or {}


class RegulatorForm(PlainForm):
    """Whether the Information Commissioner was told; if not, or late, why."""

    choice = forms.ChoiceField(
        label="Was the Information Commissioner told?",
        choices=[(TOLD, "Yes"), (NOT_TOLD, "No, because")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether they were told"},
    )
    told_on = PastDate(label="On which day, if they were?", required=False)
    told_time = TimeOfDay(label="At what time?", required=False)
    told_by = forms.CharField(label="Who told them?", required=False, max_length=150)
    reference = forms.CharField(label="Their reference", required=False, max_length=60)
    reason = LongText(
        label="Why were they not told, or not within 72 hours?",
        help_text="Only where they were not.",
        rows=3,
        required=False,
        max_length=2000,
    )

    def __init__(self, *args: Any, breach: Breach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.breach = breach
        for name in ("told_on", "told_time", "told_by", "reason"):
            self.fields[name].needed_when_shown = True  # type: ignore[attr-defined]  # needed by the one answer or the other

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        answers["told_at"] = None
        if answers.get("choice") == TOLD:
            needed = {"told_on": "Say on which day", "told_time": "Say at what time", "told_by": "Say who told them"}
            for name, missing in needed.items():
                if not answers.get(name) and name not in self.errors:
                    self.add_error(name, missing)
            answers["told_at"] = told_at = _earlier(self, "told_on", "told_time")
            if told_at and told_at < self.breach.found_at:
                self.add_error("told_on", "That is before it was found out")
            elif told_at and told_at > self.breach.due_at and not answers.get("reason"):
                self.add_error("reason", "That is later than 72 hours: say why")
        if answers.get("choice") == NOT_TOLD and not answers.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Say why they were not told")
        return answers

    @property
    def said(self) -> dict[str, Any]:
        """As `Breach.tell_regulator` takes it."""
        return {name: self.cleaned_data[name] for name in ("told_at", "told_by", "reference", "reason")}


class ToldForm(PlainForm):
    """Whether the people whose data it is were told."""

    choice = forms.ChoiceField(
        label="Were the people told?",
        choices=[(TOLD, "Yes"), (NOT_TOLD, "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether they were told"},
    )
    told_on = PastDate(label="On which day, if they were?", required=False)
    said = LongText(
        label="How were they told, or why not?",
        help_text="Where the risk for them is high they are told without delay: what happened, and what they can do.",
        rows=3,
        max_length=2000,
        error_messages={"required": "Say how they were told, or why not"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told_on"].needed_when_shown = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("choice") == TOLD and not answers.get("told_on") and "told_on" not in self.errors:
            self.add_error("told_on", "Say on which day they were told")
        if answers.get("choice") == NOT_TOLD:
            answers["told_on"] = None
        return answers

    @property
    def answers(self) -> dict[str, Any]:
        """As `Breach.tell_people` takes it."""
        return {name: self.cleaned_data[name] for name in ("told_on", "said")}
