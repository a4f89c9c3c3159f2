"""The forms of the verbs on one incident."""

from typing import Any

from django import forms

from core.forms import LongText, PastDate, PlainForm, ReasonForm, RememberingForm, TimeOfDay
from incidents.codes import Branch
from incidents.models import Incident
from incidents.states import Answer
from people.models import Agency, User
from policies.models import Row

from .consulting import told_moment, way_in_field


class ReviewForm(PlainForm):
    """Which branch, which row of the policy, and why."""

    branch = forms.ChoiceField(
        label="Could it be illegal?",
        help_text="If you are not sure, say so: the safeguarding lead takes over.",
        choices=[(Branch.UNSUITABLE, "No: unsuitable or inappropriate"), (Branch.ILLEGAL, "Yes, or I am not sure")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it could be illegal"},
    )
    safeguarding = forms.BooleanField(label="A child may be at risk: the safeguarding lead takes over", required=False)
    user_action = forms.ModelChoiceField(
        Row.objects.none(),
        label="Which row of the policy does it fall under?",
        required=False,
        to_field_name="key",
        empty_label="None of them",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose a row of the policy in force, or none of them"},
    )
    reason = LongText(
        label="Why do you judge it so?",
        help_text="One or two sentences. They stay in the chronology.",
        rows=3,
        error_messages={"required": "Say why you judge it so"},
    )

    def __init__(self, *args: Any, incident: Incident, rows: list[Row], **kwargs: Any) -> None:
        kwargs["initial"] = {"user_action": incident.user_action and incident.user_action.key}
        super().__init__(*args, **kwargs)
        self.fields["user_action"].queryset = Row.objects.filter(pk__in=[row.pk for row in rows])  # type: ignore[attr-defined]
        if incident.is_illegal:
            self.initial["branch"] = Branch.ILLEGAL
            self.fields["branch"].choices = [(Branch.ILLEGAL, "Yes, or it is not sure")]  # type: ignore[attr-defined]
            self.fields["branch"].help_text = "It was reported so. Only an answer of the authorities changes it."

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        row = answers.get("user_action")
        if row and row.illegal and answers.get("branch") == Branch.UNSUITABLE:
            self.add_error("branch", f"“{row}” is illegal: answer yes, or choose another row")
        return answers


class RowForm(RememberingForm):
    """Another row of the policy, and why."""

    user_action = ReviewForm.base_fields["user_action"]
    reason = LongText(label="Why?", rows=3, error_messages={"required": "Say why"})
    why_not_police = LongText(
        label="If it is no case for the Police after all: why are they not told?",
        help_text=(
            "It is kept as the decision not to refer it to the Police, and the safeguarding lead reads it. "
            "If it is a case for them, leave this empty and refer it."
        ),
        rows=3,
        required=False,
    )

    def __init__(self, *args: Any, incident: Incident, rows: list[Row], **kwargs: Any) -> None:
        kwargs["initial"] = {"user_action": incident.user_action and incident.user_action.key}
        super().__init__(*args, **kwargs)
        self.incident = incident
        self.fields["user_action"].queryset = Row.objects.filter(pk__in=[row.pk for row in rows])  # type: ignore[attr-defined]
        if not incident.awaits_police:
            del self.fields["why_not_police"]

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if (self["user_action"].data or "") != (self.initial["user_action"] or ""):  # else it is as it is wanted
            self.refuse_outdated()
        leaves_case = "user_action" in answers and self.incident.leaves_case(answers["user_action"])
        if leaves_case and not answers.get("why_not_police") and "why_not_police" not in self.errors:
            self.add_error("why_not_police", "Say why the Police are not told, or choose a row that is a case for them")
        return answers


class EntryForm(PlainForm):
    text = LongText(
        label="What was done or learnt?",
        help_text="It stays in the chronology with your name and the time. It cannot be changed afterwards.",
        rows=4,
        error_messages={"required": "Write what was done or learnt"},
    )


class CorrectionForm(PlainForm):
    """The reporter's own words, added to what was reported."""

    text = LongText(
        label="What should be put right, or added?",
        help_text="Facts in your own words. It is added with the time, and cannot be changed afterwards.",
        rows=4,
        error_messages={"required": "Write what should be put right, or added"},
    )


class WithdrawForm(ReasonForm):
    """Withdraw, perhaps as the duplicate of another incident that one may read."""

    duplicate_of = forms.CharField(
        label="Is it a duplicate? Of which incident?",
        help_text="Its reference, for example ALD-7KQ4M.",
        required=False,
        max_length=10,
    )

    def __init__(self, *args: Any, incident: Incident, readable: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.incident, self.readable = incident, readable

    def clean_duplicate_of(self) -> Incident | None:
        reference = self.cleaned_data["duplicate_of"].strip().upper()
        if not reference:
            return None
        if reference == self.incident.reference:
            raise forms.ValidationError("An incident is not a duplicate of itself")
        other: Incident | None = self.readable.filter(reference=reference).first()
        if other is None:
            raise forms.ValidationError("There is no incident with this reference that you can read")
        return other


class ReferForm(PlainForm):
    """Telling an outside agency."""

    way_in = way_in_field()
    agency = forms.ChoiceField(
        label="Who was told?",
        choices=[("", "Choose the agency"), *Agency.Kind.choices],
        error_messages={"required": "Choose who was told"},
    )
    date = PastDate(label="On which day?", error_messages={"required": "Give the day"})
    time = TimeOfDay(label="At what time?", error_messages={"required": "Give the time"})
    spoke_to = forms.CharField(
        label="Who spoke to whom?",
        max_length=200,
        error_messages={"required": "Say who spoke to whom"},
    )
    reference = forms.CharField(label="Their reference", required=False, max_length=60)
    device_kept = LongText(
        label="Where is the device?",
        help_text="Isolated where, watched by whom; or why it is not isolated.",
        rows=2,
        max_length=500,
        error_messages={"required": "Say where the device is, or why it is not isolated"},
    )
    reason = LongText(label="Why is it referred?", rows=3, error_messages={"required": "Say why it is referred"})

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        answers["at"] = told_moment(self, answers)
        return answers


class NotReferForm(PlainForm):
    agency = forms.ChoiceField(
        label="Who is not told?",
        choices=[("", "Choose the agency"), *Agency.Kind.choices],
        error_messages={"required": "Choose who is not told"},
    )
    reason = LongText(label="Why is it not referred?", rows=3, error_messages={"required": "Say why not"})


class AnswerForm(PlainForm):
    """What an agency answered; or that no answer is to be expected of one that is silent, of whom that may be said."""

    agency = forms.ChoiceField(
        label="Who answered?",
        error_messages={
            "required": "Choose who answered",
            "invalid_choice": "They have already answered: look at what is recorded, and begin again",
        },
    )
    answer = forms.ChoiceField(
        label="What did they say?",
        choices=[choice for choice in Answer.choices if choice[0] != Answer.NO_ANSWER],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they said"},
    )
    answer_text = LongText(
        label="Their answer in words", rows=3, error_messages={"required": "Write down their answer"}
    )
    answered_by = forms.CharField(
        label="Who gave the answer?",
        help_text="Their name, and what they are.",
        max_length=200,
        error_messages={"required": "Say who gave the answer"},
    )
    date = PastDate(label="On which day did it come?", error_messages={"required": "Give the day"})
    time = TimeOfDay(label="At what time?", error_messages={"required": "Give the time"})
    reference = forms.CharField(label="Their reference", required=False, max_length=60)

    def __init__(self, *args: Any, incident: Incident, user: User, **kwargs: Any) -> None:
        """Where one agency may answer, it is the one that answered."""
        super().__init__(*args, **kwargs)
        self.told = incident.who_may_answer
        self.why_owed = {key: row.access.refusal(user, "expect_no_answer", row) for key, row in self.told.items()}
        if not all(self.why_owed.values()):
            self._ask_also_whether_none_is_expected()
        if len(self.told) > 1:
            choices = [
                ("", "Choose who answered"),
                *((key, row.get_agency_display()) for key, row in self.told.items()),
            ]
            self.fields["agency"].choices = choices  # type: ignore[attr-defined]
        else:  # sent along: what was meant for another one, who has answered meanwhile, is not the answer of this one
            self.fields["agency"].choices = [(key, key) for key in self.told]  # type: ignore[attr-defined]
            self.fields["agency"].required = False
            self.fields["agency"].widget = forms.HiddenInput()
            self.initial["agency"] = next(iter(self.told), "")

    def _ask_also_whether_none_is_expected(self) -> None:
        fields: dict[str, Any] = self.fields
        fields["agency"].label = "Who answered, or will not?"
        fields["answer"].choices = [
            *fields["answer"].choices,
            (Answer.NO_ANSWER, "No answer is to be expected, because"),
        ]
        fields["answer_text"].label = "Their answer in words, or why none is to be expected"
        fields["answer_text"].error_messages["required"] = "Write down their answer, or why none is to be expected"
        fields["answered_by"].label = "Who gave the answer, or says that none will come?"
        fields["answered_by"].error_messages["required"] = "Say who gave it, or says that none is to be expected"
        fields["date"].label = "On which day did they say so?"

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        whose = answers.get("agency") or next(iter(self.told), "")
        told = self.told.get(whose)
        if answers.get("answer") == Answer.NO_ANSWER and (why_owed := self.why_owed.get(whose)):
            self.add_error("answer", why_owed.rstrip("."))
        answers["answered_at"] = told_moment(self, answers, not_before=told.at if told else None)
        return answers
