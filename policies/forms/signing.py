"""Signing an agreement, and recording who signed it on paper."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from core.forms import LongText, PastDate, PlainForm
from core.normalising import plain

from ..models import Signature
from ..queries import Agreement, Signatory

OUTDATED = "A newer version has come into force meanwhile. Nothing was saved: this page shows it now."
MANY_NAMES = 200
LONGEST_NAME = 120


class _OfAVersion(PlainForm):
    """A form about one version: a page that was opened before a newer one came into force signs nothing."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = agreement
        self.fields["version"].initial = agreement.version.number

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("version") != self.agreement.version.number:
            self.show_anew()
            raise forms.ValidationError(OUTDATED)
        return said

    def show_anew(self) -> None:
        """The next sending is about the version that is shown now."""
        self.say({"version": self.agreement.version.number})


class SignForm(_OfAVersion):
    """One signs for oneself."""

    agreed = forms.BooleanField(
        label="I have read this agreement and will keep to it",
        error_messages={"required": "Tick the box once you have read the agreement"},
    )

    def show_anew(self) -> None:
        self.say({"version": self.agreement.version.number, "agreed": ""})  # what was ticked was another text


def _day() -> PastDate:
    return PastDate(
        label="Day of signing",
        error_messages={"required": "Give the day", "too_late": "The day of signing cannot be in the future"},
    )


class RecordForm(_OfAVersion):
    """A class, or the staff, at a time: who signed, how and when."""

    who = forms.MultipleChoiceField(
        error_messages={
            "required": "Tick who has signed",
            "invalid_choice": "Somebody whom you ticked is no longer on this list: check it, and send it again",
        }
    )
    how = forms.ChoiceField(
        label="How did they sign?",
        choices=[(Signature.How.CLASSROOM, "In class"), (Signature.How.PAPER, "On paper")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say how they signed"},
    )
    signed_on = _day()

    def __init__(self, *args: Any, signatories: Sequence[Signatory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signatories = signatories
        self.fields["who"].choices = [(each.key, each.name) for each in signatories]  # type: ignore[attr-defined]
        if not self.agreement.is_by_class or self.agreement.is_for_parents:
            self.fields["how"].widget = forms.HiddenInput()
            self.fields["how"].initial = Signature.How.PAPER
        if self.agreement.is_for_parents:
            for each in self.unsigned:
                self.fields[f"parent-{each.key}"] = _parent(each)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        for each in self.unsigned:
            if said.get(f"parent-{each.key}") and each.key not in said.get("who", ()):
                self.add_error(f"parent-{each.key}", f"Tick {each.name} too, or take this name away")
        return said

    @property
    def unsigned(self) -> list[Signatory]:
        return [each for each in self.signatories if each.signature is None]

    def rows(self) -> Iterator[tuple[Signatory, bool, forms.BoundField | None]]:
        """Whoever has not signed, whether they are ticked, and where the parent is named."""
        ticked = set(self["who"].value() or ())
        for each in self.unsigned:
            yield each, each.key in ticked, self[name] if (name := f"parent-{each.key}") in self.fields else None

    @property
    def answers(self) -> dict[str, Any]:
        """What `policies.actions.record` takes."""
        said = self.cleaned_data
        parents = {each.key: plain(said.get(f"parent-{each.key}", "")) for each in self.unsigned}
        return {
            "keys": said["who"],
            "how": said["how"],
            "signed_on": said["signed_on"],
            "signed_by": {key: name for key, name in parents.items() if name},
        }


def _parent(signatory: Signatory) -> forms.CharField:
    field = forms.CharField(
        required=False, max_length=LONGEST_NAME, label=f"Parent or carer of {signatory.name} who signed"
    )
    field.widget.attrs["class"] = "form-control"
    return field


class NamesForm(_OfAVersion):
    """Visitors or volunteers, by name."""

    names = LongText(
        label="Who signed?",
        help_text="One name on each line.",
        rows=5,
        error_messages={"required": "Write the name of who signed"},
    )
    signed_on = _day()

    def clean_names(self) -> list[str]:
        names = [name for line in self.cleaned_data["names"].splitlines() if (name := plain(line))]
        if not names:
            raise forms.ValidationError("Write the name of who signed")
        if len(names) > MANY_NAMES:
            raise forms.ValidationError(f"Record at most {MANY_NAMES} names at a time: these are {len(names)}")
        if long := next((name for name in names if len(name) > LONGEST_NAME), ""):
            raise forms.ValidationError(f"“{long[:40]}…” is too long for a name: write one name on each line")
        return names

    @property
    def answers(self) -> dict[str, Any]:
        """What `policies.actions.record_names` takes."""
        return {"names": self.cleaned_data["names"], "signed_on": self.cleaned_data["signed_on"]}


class TakeBackForm(PlainForm):
    reason = forms.CharField(
        label="Why?",
        help_text="It stays beside the signature.",
        max_length=200,
        error_messages={"required": "Say why it is taken back"},
    )
