"""Starting an academic year on the register."""

from hashlib import sha256
from typing import Any

from django import forms

from core.dates import date_in_words
from core.forms import PlainForm
from core.words import counted
from people.rolling import ClassMoves, Rolling
from people.year_groups import year_in_words

NOBODY = "nobody"


class RollOverForm(PlainForm):
    """Which year group leaves, and what each class is called now."""

    year = forms.IntegerField(widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)  # which classes the page asked about

    def __init__(self, *args: Any, rolling: Rolling, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rolling = rolling
        self.fields["year"].initial = rolling.year.start
        self.fields["shown"].initial = self._digest
        groups = [(group, f"{year_in_words(group)}: {count}") for group, _, count in reversed(rolling.moves)]
        self.fields["leaves"] = forms.ChoiceField(
            label="Which year group leaves?",
            help_text=f"Its pupils’ last day is {date_in_words(rolling.last_day)}.",
            choices=[*groups, (NOBODY, "None: everybody moves up")],
            initial=rolling.last_group or NOBODY,
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        if rolling.brought_in:
            self.fields["sure"] = forms.BooleanField(
                label=f"That file had the year groups of before {rolling.year}: everybody has still to move up",
                error_messages={"required": "Say that the file had the year groups of before"},
            )
        for place, moved in enumerate(rolling.classes):
            self.fields[f"class-{place}"] = forms.CharField(
                label=f"{moved.name} becomes",
                help_text=f"{counted(moved.pupils, 'pupil')}. {_fate(moved, rolling.last_group)}",
                initial=moved.suggested(rolling.last_group),
                required=False,
                max_length=40,
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )

    @property
    def _digest(self) -> str:
        names = "\n".join(moved.name for moved in self.rolling.classes)
        return sha256(names.encode("utf-8", "surrogatepass")).hexdigest()

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if "shown" in answers and answers["shown"] != self._digest:
            self.say({"shown": self._digest})
            raise forms.ValidationError("The classes were changed since this page was opened. Check them once more.")
        return answers

    @property
    def class_fields(self) -> list[forms.BoundField]:
        return [self[f"class-{place}"] for place in range(len(self.rolling.classes))]

    @property
    def answers(self) -> dict[str, Any]:
        """As `roll_over` takes them."""
        said = self.cleaned_data
        named = {moved.name: said[f"class-{place}"] for place, moved in enumerate(self.rolling.classes)}
        return {
            "year": said["year"],
            "leaves": "" if said["leaves"] == NOBODY else said["leaves"],
            "classes": named,
        }


def _fate(moved: ClassMoves, leaves: str) -> str:
    return "They leave, unless you choose otherwise above." if moved.all_leave(leaves) else "Empty: no class for now."
