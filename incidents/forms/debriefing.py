"""Closing an incident, and looking back at it."""

from typing import Any

from django import forms

from core.forms import LongText, PlainForm, RememberingForm
from incidents.codes import Finding
from incidents.models import Incident
from incidents.models.blanks import why_not_without_names
from incidents.proposals import Proposal
from policies.models import Place
from policies.queries import Places

NO_NAMES = "Write no names: the e-safety group reads it."
WHOLE = "policy"


class LookingBack(PlainForm):
    """What was learnt, what changed, and what should change in the policy. Nobody is named in it."""

    debrief = LongText(
        label="What was learnt?",
        help_text=f"For example about supervision, teaching or the filtering. {NO_NAMES}",
        rows=3,
        required=False,
    )
    what_changed = LongText(
        label="What changed because of it?",
        help_text=f"What is done differently now. You can add it later. {NO_NAMES}",
        rows=2,
        required=False,
    )
    policy_part = forms.ChoiceField(
        label="Which part of the policy should change?",
        required=False,
        error_messages={"invalid_choice": "Choose a part of the policy from the list"},
    )
    policy_note = LongText(
        label="What should it say?",
        help_text="A sentence for whoever writes the next draft. They do not see the incident: write no names.",
        rows=2,
        required=False,
        max_length=1000,
    )

    def __init__(self, *args: Any, incident: Incident, places: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.incident = incident
        self.places = {WHOLE: Place()} | {
            f"{place.table}:{place.key}": place for _, listed in places for place in listed
        }
        groups = [(title, [(f"{each.table}:{each.key}", each.label) for each in listed]) for title, listed in places]
        whole = (WHOLE, Place().label)
        self.fields["policy_part"].choices = [("", "Nothing in the policy"), whole, *groups]  # type: ignore[attr-defined]
        self.fields["policy_note"].needed_when_shown = True  # type: ignore[attr-defined]  # asked with its part
        if not places:
            del self.fields["policy_part"], self.fields["policy_note"]

    @property
    def looking_back(self) -> list[forms.BoundField]:
        """The questions about what was learnt; those of the closure stand before them."""
        return [self[name] for name in self.fields if name in LookingBack.base_fields]

    @property
    def judging(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in LookingBack.base_fields]

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        part, note = answers.pop("policy_part", ""), answers.pop("policy_note", "")
        if part and not note and "policy_note" not in self.errors:
            self.add_error("policy_note", "Write what should change there, or choose “Nothing in the policy”")
        if note and not part and "policy_part" not in self.errors:
            self.add_error("policy_part", "Choose which part of the policy it is about")
        texts = {name: answers.get(name, "") for name in ("debrief", "what_changed")} | {"policy_note": note}
        for field, why in why_not_without_names(texts, self.incident).items():
            self.add_error(field, why)
        answers["proposal"] = Proposal(self.places[part], note) if part and note else None
        return answers


class CloseForm(LookingBack):
    finding = forms.ChoiceField(
        label="What was found?",
        choices=Finding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what was found"},
    )
    outcome = LongText(
        label="What is the outcome?",
        help_text="How it was resolved, and what happens from here.",
        rows=3,
        error_messages={"required": "Say what the outcome is"},
    )
    rationale = LongText(
        label="What are the reasons?", rows=3, error_messages={"required": "Give the reasons for the finding"}
    )
    field_order = ["finding", "outcome", "rationale", "debrief", "what_changed", "policy_part", "policy_note"]


class DebriefForm(LookingBack, RememberingForm):
    """After the incident was closed: it knows what its page showed."""

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(incident, name) for name in ("debrief", "what_changed")}
        super().__init__(*args, incident=incident, **kwargs)

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if not self.refuse_outdated() and not self.errors and not self.has_changed():
            self.add_error(None, "Nothing is changed yet: write what was learnt, then save")
        return answers
