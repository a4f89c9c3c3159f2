"""The forms about the authorities: who else is told, a strategy meeting, whether the parents may be informed."""

from datetime import datetime
from typing import Any

from django import forms

from core import clock
from core.dates import short_moment
from core.forms import LongText, PastDate, PlainForm, TimeOfDay, moment
from incidents.codes import ParentsWord, WayIn
from incidents.models import Incident, Referral
from incidents.models.incident.consulting import ASK_THEM, TELL_THEM
from incidents.states import Status
from incidents.ways_in import FIRST_STEPS, POLICE
from people.models import Agency

HELD, NOT_HELD = "held", "not_held"
NEEDED_OF_AN_AGENCY = {
    "agency": "Choose who said so",
    "spoke_to": "Say on whose word",
    "date": "Give the day",
    "time": "Give the time",
}
NEEDED_OF_A_MEETING = {"date": "Give the day", "time": "Give the time", "present": "Say who took part"}


def way_in_field() -> forms.ChoiceField:
    """Which of the three ways into the illegal branch; each says what it asks for first."""
    return forms.ChoiceField(
        label="Which of these is it?",
        choices=[(way, f"{way.label}. First: {FIRST_STEPS[way].text}.") for way in WayIn],
        widget=forms.RadioSelect,
        error_messages={"required": "Say which of these it is"},
    )


def told_moment(form: forms.Form, answers: dict[str, Any], *, not_before: datetime | None = None) -> Any:
    """The day and the time of a form as one moment that is not in the future; None where either is missing.

    `not_before`: when the agency was told, whose answer it is. The form asks for minutes, and records have seconds.
    """
    day, time = answers.pop("date", None), answers.pop("time", None)
    if not day or not time:
        return None
    at = moment(day, time)
    if at > clock.now():
        form.add_error("time", "The time cannot be in the future")
    if not_before and at < not_before:
        if at < not_before.replace(second=0, microsecond=0):
            told = short_moment(not_before)
            form.add_error("time", f"They were told {told}: give the day and time of their answer, after that")
        at = not_before
    return at


class WayInForm(PlainForm):
    way_in = way_in_field()
    reason = LongText(label="Why?", rows=3, error_messages={"required": "Say why"})


class TellAgencyForm(PlainForm):
    """Telling another agency, without handing the incident to it."""

    agency = forms.ChoiceField(label="Who was told?", error_messages={"required": "Choose who was told"})
    date = PastDate(label="On which day?", error_messages={"required": "Give the day"})
    time = TimeOfDay(label="At what time?", error_messages={"required": "Give the time"})
    spoke_to = forms.CharField(
        label="Who spoke to whom?", max_length=200, error_messages={"required": "Say who spoke to whom"}
    )
    reference = forms.CharField(label="Their reference", required=False, max_length=60)
    reason = LongText(label="Why were they told?", rows=3, error_messages={"required": "Say why they were told"})
    advice = LongText(
        label="What did the LADO advise?",
        help_text="If they were told, and have already advised. If not, leave it empty and record it when they have.",
        rows=3,
        required=False,
    )
    advised_by = forms.CharField(label="Who gave the advice?", required=False, max_length=200)

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with_them = incident.status == Status.WITH_AUTHORITIES  # else telling the Police is a referral
        kinds = [kind for kind in Agency.Kind if with_them or kind not in POLICE]
        choices = [("", "Choose the agency"), *((kind, kind.label) for kind in kinds)]
        self.fields["agency"].choices = choices  # type: ignore[attr-defined]
        if not incident.is_allegation:
            del self.fields["advice"], self.fields["advised_by"]

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        answers["at"] = told_moment(self, answers)
        advice, advised_by = answers.get("advice"), answers.get("advised_by")
        if (advice or advised_by) and answers.get("agency") not in ("", None, Agency.Kind.LADO):
            self.add_error(
                "advice", "Only the advice of the LADO is written here: leave both empty, or choose the LADO"
            )
        elif advice and not advised_by and "advised_by" not in self.errors:
            self.add_error("advised_by", "Say who of them advised")
        elif advised_by and not advice and "advice" not in self.errors:
            self.add_error("advice", "Write what they advised, or leave both empty")
        return answers


class AdviceForm(PlainForm):
    """What the Local Authority Designated Officer advised about an allegation."""

    text = LongText(label="What did they advise?", rows=4, error_messages={"required": "Write what they advised"})
    given_by = forms.CharField(
        label="Who gave the advice?",
        help_text="Their name and post.",
        max_length=200,
        error_messages={"required": "Say who of them advised"},
    )
    date = PastDate(label="On which day?", error_messages={"required": "Give the day"})
    time = TimeOfDay(label="At what time?", error_messages={"required": "Give the time"})
    reference = forms.CharField(label="Their reference", required=False, max_length=60)

    def __init__(self, *args: Any, told: Referral | None, **kwargs: Any) -> None:
        """`told`: when they were told, where they were."""
        super().__init__(*args, **kwargs)
        self.told = told

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        answers["at"] = told_moment(self, answers, not_before=self.told.at if self.told else None)
        return answers


class MeetingForm(PlainForm):
    """A strategy meeting, or why there is none."""

    held = forms.ChoiceField(
        label="Was a strategy meeting held?",
        choices=[(HELD, "Yes"), (NOT_HELD, "No: none is called, because")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether a meeting was held"},
    )
    date = PastDate(label="On which day?", required=False)
    time = TimeOfDay(label="At what time?", required=False)
    present = forms.CharField(
        label="Who took part?",
        help_text="Names and what they are: of social care, the Police, the school.",
        required=False,
        max_length=300,
    )
    text = LongText(
        label="What was decided, or why is there none?",
        rows=4,
        error_messages={"required": "Say what was decided, or why there is none"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NEEDED_OF_A_MEETING:
            self.fields[name].needed_when_shown = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        held = answers.get("held") == HELD
        for name, error in NEEDED_OF_A_MEETING.items() if held else ():
            if not answers.get(name) and name not in self.errors:
                self.add_error(name, error)
        answers["met_at"] = told_moment(self, answers)
        if not held:
            answers |= {"met_at": None, "present": ""}
        return answers | {"held": held}


class ParentsAgreementForm(PlainForm):
    """What the Police or social care say about informing the parents; or why nobody is asked."""

    word = forms.ChoiceField(
        label="May the parents be informed?",
        choices=ParentsWord.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what they said, or that there is nobody to ask"},
    )
    agency = forms.ChoiceField(
        label="Who said so?", required=False, error_messages={"invalid_choice": TELL_THEM.rstrip(".")}
    )
    spoke_to = forms.CharField(
        label="On whose word?", help_text="Their name, and who spoke to them.", required=False, max_length=200
    )
    date = PastDate(label="On which day?", required=False)
    time = TimeOfDay(label="At what time?", required=False)
    reference = forms.CharField(label="Their reference", required=False, max_length=60)
    reason = LongText(
        label="What did they say, or why is there nobody to ask?",
        rows=3,
        help_text="For example: what the parents may be told, and what not yet.",
        error_messages={"required": "Say what they said, or why there is nobody to ask"},
    )

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NEEDED_OF_AN_AGENCY:
            self.fields[name].needed_when_shown = True  # type: ignore[attr-defined]
        self.told = incident.who_may_agree
        choices = [("", "Choose the agency"), *((key, row.get_agency_display()) for key, row in self.told.items())]
        self.fields["agency"].choices = choices  # type: ignore[attr-defined]
        if incident.somebody_can_be_asked:
            words = [word for word in ParentsWord.choices if word[0] != ParentsWord.NOBODY]
            self.fields["word"].choices = words  # type: ignore[attr-defined]
            self.fields["word"].error_messages = {
                "required": "Say what they said",
                "invalid_choice": ASK_THEM.rstrip("."),
            }
            self.fields["reason"].label = "What did they say?"
            self.fields["reason"].error_messages["required"] = "Say what they said"

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        nobody = answers.get("word") == ParentsWord.NOBODY
        needed = NEEDED_OF_AN_AGENCY if self.told else NEEDED_OF_AN_AGENCY | {"agency": TELL_THEM.rstrip(".")}
        for name, error in needed.items() if "word" in answers and not nobody else ():
            if not answers.get(name) and name not in self.errors:
                self.add_error(name, error)
        told = self.told.get(answers.get("agency") or "")
        answers["said_at"] = told_moment(self, answers, not_before=told.at if told else None)
        if nobody:
            answers |= {"agency": "", "spoke_to": "", "reference": "", "said_at": None}
        return answers
