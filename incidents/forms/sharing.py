"""Who handles an incident, who reads it by name, and who steps back from it."""

from typing import Any

from django import forms

from core.forms import LongText, PlainForm
from incidents.models import Incident
from people.models import Membership, User

STEP_BACK, STAY = "step_back", "stay"
OFFERED = 12  # people in a list: more are found by name


class UserChoice(forms.ModelChoiceField):
    """One of a few people, each with the role that they are offered for."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.none(), empty_label=None, widget=forms.RadioSelect, **kwargs)

    def offer(self, holders: list[Membership], first: User | None = None) -> None:
        """These people, with their roles; `first` is oneself."""
        ordered = sorted(holders, key=lambda holder: (holder.user != first, holder.user.name))
        self.queryset = User.objects.filter(pk__in=[holder.user_id for holder in ordered])
        self.choices = [(holder.user_id, _offered(holder, first)) for holder in ordered[:OFFERED]]


def _offered(holder: Membership, oneself: User | None) -> str:
    name = f"You, {holder.user}" if holder.user == oneself else str(holder.user)
    return f"{name} ({holder.get_role_display()})"


class TakeOverForm(PlainForm):
    """Another handler, in the place of the one whom the page showed: who was faster is not overruled."""

    handler = forms.CharField(required=False, max_length=18, widget=forms.HiddenInput)

    def __init__(self, *args: Any, incident: Incident, user: User, **kwargs: Any) -> None:
        self.incident, self.user = incident, user
        self.shown_now = str(incident.handler_id or "")
        kwargs["initial"] = {"handler": self.shown_now}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        shown = answers.pop("handler", "")
        if shown != self.shown_now and answers.get("to", self.user) != self.incident.handler:
            self.add_error(None, f"{self.incident.has_changed_hands} If you still want it, send it again")
            self.say({"handler": self.shown_now})
        return answers


class HandOverForm(TakeOverForm):
    to = UserChoice(
        label="Who is to handle it?",
        error_messages={
            "required": "Choose who is to handle it",
            "invalid_choice": "Choose somebody who may handle this incident",
        },
    )
    reason = forms.CharField(
        label="Is there anything they should know?",
        help_text="It stays in the chronology.",
        required=False,
        max_length=500,
    )

    def __init__(self, *args: Any, holders: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: UserChoice = self.fields["to"]  # type: ignore[assignment]
        to.offer(holders, first=self.user)
        # Whoever has it is not offered; where the page is from before, the verb says that it is so already.
        offered = [holder.user_id for holder in holders]
        to.queryset = User.objects.filter(pk__in=[*offered, self.incident.handler_id])


class ReaderForm(PlainForm):
    user = UserChoice(
        label="Who is to read it?",
        error_messages={
            "required": "Choose who is to read it",
            "invalid_choice": "Choose somebody from the list who does not read it yet",
        },
    )
    reason = forms.CharField(
        label="Why do they need to read it?",
        help_text="It stays with the incident, beside their name.",
        max_length=200,
        error_messages={"required": "Say why they need to read it"},
    )

    def __init__(self, *args: Any, holders: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].offer(holders)  # type: ignore[attr-defined]


class SearchForm(PlainForm):
    q = forms.CharField(
        label="Find somebody by name",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class InterestForm(PlainForm):
    text = forms.CharField(
        label="What is your interest?",
        help_text="For example: the pupil is a relative, or you are named in it yourself.",
        max_length=300,
        error_messages={"required": "Say what your interest is"},
    )
    what = forms.ChoiceField(
        label="What do you do?",
        choices=[
            (STEP_BACK, "Step back: I neither handle nor read it any more"),
            (STAY, "Stay, for a reason that is kept"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you step back or stay"},
    )
    stays_because = LongText(
        label="If you stay: why?", help_text="For example: nobody else is here today.", rows=3, required=False
    )

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        what = answers.pop("what", "")
        if what == STAY and not answers.get("stays_because") and "stays_because" not in self.errors:
            self.add_error("stays_because", "Say why you stay")
        if what == STEP_BACK:
            answers["stays_because"] = ""
        return answers
