"""What a policy is called, whom it is for, and what it starts from."""

from typing import Any

from django import forms

from core.forms import ModelMultipleChoice, PlainForm
from people.models import School, User

from .. import queries
from ..models import Policy, PolicyVersion

PRESETS = [
    ("standard", "The standard set: everything that a school may choose is left open"),
    ("worked-example", "A worked example: every cell is decided"),
    ("primary-2020", "A primary school’s policy of 2020: it has no sanctions tables"),
    ("federation-2016", "A federation’s policy of 2016: its sanctions tables are left open"),
]
NOTHING = ("", "Nothing more")
MERGED = ("first", "second", "third", "fourth")
VERSION = "version-"  # begins the value of a choice that is another school's version


def _next(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[NOTHING, *PRESETS],
        required=False,
        error_messages={"invalid_choice": "Choose from what is offered"},
    )


class StartForm(PlainForm):
    """A title, the schools that the policy is for, and what it starts from."""

    presets = [("text", "A short text that you can use as it is")]

    title = forms.CharField(
        label="What is it called?", max_length=120, error_messages={"required": "Say what the policy is called"}
    )
    schools = ModelMultipleChoice(
        label="Which schools is it for?",
        queryset=School.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        help_text="Schools where you draft policies and that have none of this kind.",
        error_messages={"required": "Choose at least one school", "invalid_choice": "Choose from the schools offered"},
    )
    first = forms.ChoiceField(
        label="What does it start from?",
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": "Choose what it starts from", "invalid_choice": "Choose what it starts from"},
    )

    def __init__(self, *args: Any, user: User, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = Policy.Kind(kind)
        offered = queries.without_a_policy(user, kind)
        self.fields["schools"].queryset = offered  # type: ignore[attr-defined]
        self.fields["title"].initial = self.kind.label
        self.versions = {f"{VERSION}{each.pk}": each for each in queries.versions_to_copy(offered, kind)}
        schools = list(offered[:2])
        self.only_school = schools[0] if len(schools) == 1 else None
        if self.only_school:
            self.fields["schools"].widget = forms.MultipleHiddenInput()
            self.fields["schools"].initial = [self.only_school.pk]
        own = self.presets + [(key, f"As in “{version}”") for key, version in self.versions.items()]
        self.fields["first"].choices = own  # type: ignore[attr-defined]
        self.fields["first"].initial = own[0][0]
        if len(own) == 1:
            self.fields["first"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        version = self.versions.get(cleaned.get("first", ""))
        schools = cleaned.get("schools")
        if version and schools and version not in PolicyVersion.objects.offered_to(schools, self.kind):
            self.add_error("schools", f"Choose schools of the federation that “{version}” is of")
        return cleaned

    @property
    def answers(self) -> dict[str, Any]:
        """What the policy is started with."""
        said = {name: self.cleaned_data[name] for name in ("title", "schools")}
        return said | {"kind": self.kind, "copied": self.versions.get(self.cleaned_data["first"])}


class StartWithTablesForm(StartForm):
    """An e-safety policy: its tables may be merged from several sources."""

    presets = PRESETS
    second = _next("And where that leaves a cell open?")
    third = _next("And then?")
    fourth = _next("And then?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "first"
        ].help_text = (
            "What it decides stays; you change it afterwards, table by table. Each cell says where it came from."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = [cleaned.get(name, "") for name in MERGED]
        for place, name in enumerate(MERGED[1:], start=1):
            if chosen[place] and chosen[place] in chosen[:place]:
                self.add_error(name, "It is chosen already: choose another one, or nothing more")
            elif chosen[place] and chosen[0] in self.versions:
                self.add_error(name, "Another school’s version leaves no cell open: choose nothing more")
        return cleaned

    @property
    def answers(self) -> dict[str, Any]:
        chosen = [self.cleaned_data[name] for name in MERGED]
        return super().answers | {"sources": [each for each in chosen if each and each not in self.versions]}


def form_to_start(kind: str) -> type[StartForm]:
    """The form that starts a policy of this kind."""
    return StartWithTablesForm if kind == Policy.Kind.E_SAFETY else StartForm
