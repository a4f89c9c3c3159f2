"""The forms of an investigation: who, what was reviewed, the judgement, the signatures."""

from typing import Any

from django import forms

from core import clock
from core.forms import LongText, PastDate, PlainForm, ReasonForm, RememberingForm, TimeOfDay, moment
from incidents.codes import Finding
from incidents.models import Investigation, SiteReview
from incidents.models.investigation.content import CORRECTABLE
from incidents.models.investigation.reviewers import Place, Second
from people.forms import ConfirmingForm
from people.models import Membership, User

from .sharing import UserChoice

STANDING_IN = ("governor", "outside_name", "outside_position", "fallback_reason")


class WhenForm(PlainForm):
    """A moment that is past, asked as a day and a time, and answered as `at`."""

    date = PastDate(label="On which day?", error_messages={"required": "Give the day"})
    time = TimeOfDay(label="At what time?", error_messages={"required": "Give the time"})

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        day, time = answers.pop("date", None), answers.pop("time", None)
        if day and time:
            answers["at"] = moment(day, time)
            if answers["at"] > clock.now():
                self.add_error("time", "The time cannot be in the future")
        return answers


class NamingForm(PlainForm):
    """The two who investigate: both senior, or, where only one is left, one and who stands in."""

    first = UserChoice(
        label="Who is the first reviewer?",
        error_messages={
            "required": "Choose the first reviewer",
            "invalid_choice": "Choose a senior member of staff who is not part of this incident",
        },
    )
    second = UserChoice(
        label="Who is the second reviewer?",
        help_text="Two different people. Both may read this incident from here.",
        error_messages={
            "required": "Choose the second reviewer",
            "invalid_choice": "Choose a senior member of staff who is not part of this incident",
        },
    )
    governor = UserChoice(
        label="Is a governor the second reviewer?",
        help_text="Nobody else of the senior staff is left. Name a governor, or somebody of the local authority.",
        required=False,
        error_messages={"invalid_choice": "Choose a governor who is not part of this incident"},
    )
    outside_name = forms.CharField(
        label="Or somebody of the local authority: their name", required=False, max_length=150
    )
    outside_position = forms.CharField(
        label="Their position", help_text="For example: online safety adviser.", required=False, max_length=200
    )
    fallback_reason = LongText(
        label="Why is the second reviewer none of the senior staff?",
        help_text="It stays in the record.",
        rows=2,
        max_length=500,
        error_messages={"required": "Say why the second reviewer is none of the senior staff"},
    )

    def __init__(
        self, *args: Any, holders: list[Membership], governors: list[Membership], user: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].offer(holders, first=user)  # type: ignore[attr-defined]
        for name in ("second",) if len(holders) < 2 else STANDING_IN:
            del self.fields[name]
        if "second" in self.fields:
            self.fields["second"].offer(holders)  # type: ignore[attr-defined]
        else:
            self.fields["governor"].offer(governors)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if "second" in self.fields:
            if answers.get("second") and answers["second"] == answers.get("first"):
                self.add_error("second", "Two different people investigate: choose somebody else as the second")
            answers["second"] = Second(user=answers.get("second"))
            return answers
        governor, name, position, reason = (answers.pop(field, "") for field in STANDING_IN)
        if governor and name:
            self.add_error("outside_name", "Name a governor, or somebody of the local authority: one of them")
        elif not governor and not name:
            self.add_error("outside_name", "Name the second reviewer")
        elif name and not position:
            self.add_error("outside_position", "Give their position")
        answers["second"] = Second(user=governor or None, name=name, position=position, fallback_reason=reason)
        return answers


class StartForm(NamingForm):
    """Everything that is fixed before anybody looks at anything."""

    reason = LongText(
        label="What is the reason for the investigation?", rows=3, error_messages={"required": "Give the reason"}
    )
    group = forms.CharField(
        label="Whose investigation is it?",
        help_text="The group, as the paper form asks. For example: senior leadership team.",
        max_length=120,
        error_messages={"required": "Say whose investigation it is"},
    )
    computer = forms.CharField(
        label="On which computer do you review?",
        help_text="One that no young people use and that the Police can take away: the same one throughout.",
        max_length=120,
        error_messages={"required": "Name the computer"},
    )
    computer_place = forms.CharField(
        label="Where is that computer?", max_length=120, error_messages={"required": "Say where the computer is"}
    )
    field_order = ("reason", "group", "first", "second", *STANDING_IN, "computer", "computer_place")


class ReviewersForm(NamingForm):
    reason = ReasonForm.base_fields["reason"]
    field_order = ("first", "second", *STANDING_IN, "reason")


class ComputerForm(ReasonForm):
    computer = StartForm.base_fields["computer"]
    computer_place = StartForm.base_fields["computer_place"]
    field_order = ("computer", "computer_place", "reason")


class SiteReviewForm(WhenForm):
    """One address or device that was looked at."""

    kind = forms.ChoiceField(
        label="What was reviewed?",
        choices=SiteReview.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is an address or a device"},
    )
    what = forms.CharField(
        label="Its address, or which device",
        help_text="An address stays text: nobody can follow it from the record.",
        max_length=2000,
        error_messages={"required": "Write down the address, or which device it is"},
    )
    place = forms.ChoiceField(
        label="Who looked at it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say which of the two looked at it"},
    )
    concern = LongText(
        label="What is the reason for concern?", rows=2, error_messages={"required": "Give the reason for concern"}
    )
    description = LongText(
        label="What is the content?",
        help_text="Describe it in words. Do not copy it.",
        rows=3,
        error_messages={"required": "Describe the content"},
    )
    field_order = ("kind", "what", "date", "time", "place", "concern", "description")

    def __init__(self, *args: Any, investigation: Investigation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {place: investigation.name_of(place) for place in Place}
        self.fields["place"].choices = list(names.items())  # type: ignore[attr-defined]


class ChangeReviewForm(SiteReviewForm, RememberingForm):
    """The row with who looked at it then, whoever is named in that place since. What is changed on the page counts."""

    reason = ReasonForm.base_fields["reason"]

    def __init__(self, *args: Any, investigation: Investigation, row: SiteReview, **kwargs: Any) -> None:
        super().__init__(*args, investigation=investigation, **kwargs)
        names = {place: investigation.name_of(place) for place in Place} | {row.place: row.reviewed_by}
        self.fields["place"].choices = list(names.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if not self.refuse_outdated() and not self.errors and not set(self.changed_data) - {"reason"}:
            self.add_error(None, "Nothing is changed yet: change what is wrong, then save")
        return answers

    @property
    def changes(self) -> dict[str, Any]:
        """The columns that the page changed, with what they become."""
        columns = {"at" if name in ("date", "time") else name for name in self.changed_data if name != "reason"}
        return {name: self.cleaned_data[name] for name in columns}


class ConcludeForm(PlainForm):
    finding = forms.ChoiceField(
        label="What do the two of you judge?",
        choices=Finding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you judge"},
    )
    reasons = LongText(label="What are the reasons?", rows=4, error_messages={"required": "Give the reasons"})
    conclusion = LongText(
        label="What do you conclude, and which action is proposed or was taken?",
        rows=4,
        error_messages={"required": "Write the conclusion and the action"},
    )


class SignForm(ConfirmingForm):
    """The signature names what the page showed: a change meanwhile is noticed."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class PaperForm(SignForm, WhenForm):
    """The second reviewer has no account here and signed the printed record."""

    on_paper = forms.CharField(
        label="Where is the signed paper kept?",
        max_length=200,
        error_messages={"required": "Say where the signed paper is kept"},
    )
    field_order = ("date", "time", "on_paper")


class AddCorrectionForm(PlainForm):
    """What is put right in a sealed record, and what it stands beside."""

    of = forms.ChoiceField(label="What do you correct?", error_messages={"required": "Choose what you correct"})
    text = LongText(
        label="What is right?",
        help_text="It stands beside what it corrects, with your name and the time. Nothing is replaced.",
        rows=3,
        error_messages={"required": "Write what is right"},
    )

    def __init__(self, *args: Any, investigation: Investigation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {f"row-{row.pk}": row for row in investigation.site_reviews.all()}
        rows = [(key, f"Reviewed: {row.what[:80]}") for key, row in self.rows.items()]
        self.fields["of"].choices = [("", "Choose the entry"), *CORRECTABLE, *rows]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        of = answers.pop("of", "")
        row = self.rows.get(of)
        return answers | {"site_review": row, "field": "" if row else of}
