"""The forms about devices: isolating one, moving it, and the search of a pupil's."""

from typing import Any

from django import forms

from core.forms import LongText
from incidents.models import DeviceMovement, DeviceSearch, Incident, Involvement

from .investigation import WhenForm


def _line(label: str, required: str, *, longest: int = 200, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, error_messages={"required": required}, **kwargs)


class IsolateForm(WhenForm):
    """A device that is kept as it was found."""

    what = _line(
        "Which device is it?",
        "Say which device it is",
        help_text="So that nobody takes it for another: make, colour, label, serial number.",
    )
    isolated_by = _line("Who isolated it?", "Say who isolated it", longest=150)
    state = _line(
        "In which state was it left?",
        "Say in which state it was left",
        longest=300,
        help_text="For example: switched on, screen off, plugged in. Change nothing on it.",
    )
    kept_at = _line(
        "Where is it kept?", "Say where it is kept", help_text="And who has the key. For example: the office safe."
    )
    field_order = ("what", "isolated_by", "date", "time", "state", "kept_at")

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        answers["isolated_at"] = answers.pop("at", None)
        return answers


class MoveForm(WhenForm):
    kind = forms.ChoiceField(
        label="What happens to it?",
        choices=DeviceMovement.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what happens to it"},
    )
    to_place = _line("To where, or to whom?", "Say where it goes, or to whom")
    moved_by = _line("Who takes it there?", "Say who takes it there", longest=150)
    reason = LongText(label="Why?", rows=2, max_length=1000, error_messages={"required": "Say why"})
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200, strip=False)
    field_order = ("kind", "to_place", "moved_by", "date", "time", "reason")


class PupilChoice(forms.ModelChoiceField):
    """One of the pupils of an incident."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.display_name} ({obj.description})"


class DeviceSearchForm(WhenForm):
    """Every field of the form for a search under the Education Act 2011."""

    place = _line("Where?", "Say where the search took place", longest=120)
    pupil = PupilChoice(
        Involvement.objects.none(),
        label="Whose device was it?",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the pupil",
            "invalid_choice": "Choose one of the pupils of this incident",
        },
    )
    grounds = LongText(
        label="What were the grounds?",
        help_text="Why you suspected that the item was there.",
        rows=3,
        error_messages={"required": "Give the grounds"},
    )
    searched_for = _line("What was searched for?", "Say what was searched for")
    searched_by = _line("Who searched?", "Say who searched", longest=150)
    present = _line("Who was present?", "Say who was present", longest=300)
    found = LongText(label="What was found?", rows=3, error_messages={"required": "Say what was found, or nothing"})
    deleted = LongText(
        label="Was data deleted or handed over?",
        help_text="Which, by whom and why. Nothing is deleted that the Police may need.",
        rows=2,
        required=False,
    )
    parents = forms.ChoiceField(
        label="Were the parents informed?",
        choices=DeviceSearch.Parents.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the parents were informed"},
    )
    parents_text = _line("When and how, or why not?", "Say when and how, or why not", longest=300)
    afterwards = forms.ChoiceField(
        label="What became of the device?",
        choices=DeviceSearch.Afterwards.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what became of the device"},
    )
    afterwards_text = _line("Where is it, or who has it?", "Say where it is, or who has it")
    field_order = ("date", "time", "place", "pupil")

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pupils = [one.pk for one in incident.involvements.all() if one.is_pupil and one.counts]
        people = Involvement.objects.filter(pk__in=pupils).select_related("person")
        self.fields["pupil"].queryset = people  # type: ignore[attr-defined]
        self.incident = incident

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        said = {field: answers.get(field) for field in ("at", "pupil")} | {"parents": answers.get("parents", "")}
        for field, why_not in self.incident.why_not_searched(**said).items():  # type: ignore[arg-type]
            self.add_error(field, why_not)
        return answers
