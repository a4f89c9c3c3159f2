"""Reporting an incident: one page, two minutes; or quickly, the least that is still an incident."""

import uuid
from datetime import time
from typing import Any

from django import forms

from core import clock
from core.forms import LongText, PlainForm, moment
from incidents import kinds
from incidents.codes import Device, Place, Precision
from people.models import User, own_schools
from people.roles import WORKS_IN_SCHOOL

from .circumstances import CircumstancesForm

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


class BaseReportForm(PlainForm):
    """What every report says. `people` are a formset of their own."""

    submission = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "This page was out of date. Check your answers and send them again",
            "invalid": "This page was out of date. Check your answers and send them again",
        },
    )
    stopped = forms.CharField(widget=forms.HiddenInput, required=False, max_length=3)
    device_kept = LongText(widget=forms.HiddenInput, required=False, max_length=500)
    school = forms.TypedChoiceField(
        label="At which school?",
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
    nobody_known = forms.BooleanField(label="I do not know who was involved", required=False)
    about_headteacher = forms.BooleanField(
        label="It is about the head",
        help_text="Then only the chair of governors is told.",
        required=False,
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

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = own_schools(user, *WORKS_IN_SCHOOL)
        known = {str(school.pk): school for school in schools}
        field: Any = self.fields["school"]
        field.choices = [("", "Choose the school"), *known.items()]
        field.coerce = known.__getitem__
        if len(schools) == 1:
            self.initial["school"] = schools[0].pk
            field.widget = forms.HiddenInput()
        self.fields["description"].required = not self.stops  # nobody is asked to describe what may be illegal
        self.fields["told_in_person"].needed_when_shown = True  # type: ignore[attr-defined]  # not "(optional)"
        self.initial.setdefault("submission", uuid.uuid4())

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
        return answers


class ReportForm(CircumstancesForm, BaseReportForm):
    """What happened, as the reporter knows it now."""

    field_order = [  # that of the page
        "school", "kind", "may_be_illegal", "precision", "date", "time", "place", "device", "nobody_known",
        "about_headteacher", "description", "child_in_danger", "told_in_person", "told_by", "place_detail",
        "immediate_action",
    ]  # fmt: skip


class QuickForm(BaseReportForm):
    """Who, what, and whether a child is in danger. Where, when and on what is completed later."""

    quick = forms.CharField(widget=forms.HiddenInput, required=False, max_length=3, initial="yes")
    kind = forms.ChoiceField(
        label="What was it?",
        help_text="Choose the closest, or “Something else”.",
        choices=lambda: [("", "Choose what it was"), *kinds.grouped_choices()],
        error_messages=BaseReportForm.base_fields["kind"].error_messages,
    )

    def clean(self) -> dict[str, Any]:
        """Today, at a time that is not known; everything else not known."""
        return super().clean() | {
            "occurred_at": moment(clock.today(), time.min),
            "precision": Precision.ABOUT,
            "place": Place.UNKNOWN,
            "device": Device.UNKNOWN,
            "to_complete": True,
        }
