"""Which two versions to lay side by side."""

from collections.abc import Iterable
from typing import Any

from django import forms

from core.forms import PlainForm

from ..models import PolicyVersion


class ComparingForm(PlainForm):
    """Two different versions of one policy."""

    earlier = forms.TypedChoiceField(label="Compare", coerce=int, error_messages={"required": "Choose a version"})
    later = forms.TypedChoiceField(label="with", coerce=int, error_messages={"required": "Choose a version"})

    def __init__(self, versions: Iterable[PolicyVersion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {version.number: version for version in versions}
        for name in ("earlier", "later"):
            field = self.fields[name]
            field.choices = [(number, version.name.capitalize()) for number, version in self.versions.items()]  # type: ignore[attr-defined]
            field.error_messages["invalid_choice"] = "Choose a version from the list"

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("earlier") and answers.get("earlier") == answers.get("later"):
            self.add_error("later", "Choose two different versions")
        return answers

    @property
    def chosen(self) -> tuple[PolicyVersion, PolicyVersion]:
        return self.versions[self.cleaned_data["earlier"]], self.versions[self.cleaned_data["later"]]
