"""A pupil's file for a new school: beginning it, what goes along, that it was sent and arrived."""

from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone

from core.dates import date_in_words
from core.forms import Day, LongText, PastDate, PlainForm, years_ahead
from core.words import ended
from incidents.models import GoingAlong, Incident, Involvement
from incidents.models.going_along import as_marked, chosen_meanwhile
from people.models import User


class BeginTransferForm(PlainForm):
    to_school = forms.CharField(
        label="To which school?",
        max_length=200,
        help_text="Its name, and who receives such files there.",
        error_messages={"required": "Say to which school", "max_length": "Shorten it to 200 characters"},
    )
    left_on = Day(
        label="When does the pupil leave, or when did they?",
        latest=years_ahead(1),
        error_messages={"required": "Say when the pupil leaves"},
    )
    asked_on = PastDate(
        label="When did the new school ask for it?",
        required=False,
        help_text="The file is due five school days after this; where nobody asked, five after the pupil leaves.",
    )


class ChooseForm(PlainForm):
    """Which incidents go along: none is chosen beforehand."""

    incidents = forms.TypedMultipleChoiceField(
        label="Which incidents go along?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
        error_messages={"invalid_choice": "One of these incidents is not yours to send. Choose again"},
    )

    open_because = LongText(
        label="Why send it before it is closed?",
        help_text="Only asked for an incident that is not closed. It is printed in the file, above that incident.",
        rows=2,
        required=False,
        max_length=500,
    )

    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(
        self, *args: Any, parts: list[Involvement], marks: dict[int, GoingAlong], user: User, **kwargs: Any
    ) -> None:
        """`marks`: what goes along now, as `Transfer.marks_for` gives it; the reasons of others are theirs."""
        self.marks, self.now = marks, as_marked(marks)
        own = (mark.open_because for mark in marks.values() if mark.by_id == user.pk and mark.open_because)
        kwargs["initial"] = {"incidents": list(marks), "open_because": next(own, ""), "shown": self.now}
        super().__init__(*args, **kwargs)
        self.theirs = {key: mark for key, mark in marks.items() if mark.reason_of_another(user)}
        self.known = {part.incident.pk: part.incident for part in parts}
        if not any(incident.is_open for incident in self.known.values()):
            del self.fields["open_because"]
        self.fields["incidents"].choices = [  # type: ignore[attr-defined]
            (key, _said(list(own), self.theirs.get(key))) for key, own in groupby(parts, lambda part: part.incident_id)
        ]

    def clean_incidents(self) -> list[Incident]:
        return [self.known[key] for key in self.cleaned_data["incidents"]]

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        shown, incidents = answers.pop("shown", ""), answers.get("incidents", ())
        if self.now != shown and {"incidents", "open_because"} & set(self.changed_data):
            self.add_error(None, chosen_meanwhile(self.marks))
            self.say({"shown": self.now})
        still_open = [incident for incident in incidents if incident.is_open and incident.pk not in self.theirs]
        if still_open and not answers.get("open_because") and "open_because" not in self.errors:
            which = " and ".join(incident.reference for incident in still_open)
            said = f"{which} {'are' if len(still_open) > 1 else 'is'} not closed yet"
            self.add_error("open_because", f"{said}: say why it goes along now, or leave it out")
        return answers


def _said(parts: list[Involvement], theirs: GoingAlong | None) -> str:
    """`parts`: the pupil's in one incident; two where two entries of theirs stand in it."""
    incident = parts[0].incident
    state = incident.get_finding_display().partition(":")[0] or incident.get_status_display()
    said = f"{date_in_words(timezone.localdate(incident.reported_at))}, {incident.kind_chosen.label}"
    by_name = " Opened to you by name." if parts[0].by_name else ""  # type: ignore[attr-defined]  # annotated there
    as_what = ", ".join(part.part_in_words for part in parts)
    chosen = f" Chosen by {theirs.by}, because: {ended(theirs.open_because)}" if theirs else ""
    return f"{incident.reference}, {said}. {as_what}. {state}.{by_name}{chosen}"


class SeenForm(PlainForm):
    """Whether somebody has seen which names are replaced."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)


class SendForm(PlainForm):
    sent_on = PastDate(label="On which day was it sent?", error_messages={"required": "Say when it was sent"})
    sent_how = forms.CharField(
        label="How was it sent?",
        max_length=200,
        help_text="Apart from the pupil's other papers: by hand, by registered post, through a secure service.",
        error_messages={"required": "Say how it was sent", "max_length": "Shorten it to 200 characters"},
    )


class ReceiptForm(PlainForm):
    receipt_on = PastDate(label="When did they confirm it?", error_messages={"required": "Say when they confirmed it"})
    receipt_by = forms.CharField(
        label="Who confirmed it?",
        max_length=150,
        help_text="Name and position at the new school.",
        error_messages={"required": "Say who confirmed it", "max_length": "Shorten it to 150 characters"},
    )
