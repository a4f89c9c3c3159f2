"""Attaching evidence, handing it over, and its end."""

from typing import Any

from django import forms

from core import clock
from core.forms import LongText, PlainForm
from core.normalising import plain, visible
from core.uploads import NotKept, NotTakenError
from incidents.evidence.checking import check_size
from people.forms import ConfirmingForm

from .investigation import WhenForm


class AttachForm(PlainForm):
    """A file and what it is. What is in the file is judged where it is attached."""

    file = forms.FileField(
        label="File",
        help_text="A picture (PNG, JPEG, WebP), a PDF or plain text (.txt), at most 25 MB.",
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp,.pdf,.txt"}),
        allow_empty_file=True,  # said in our own words
        error_messages={"required": "Choose a file", "invalid": "Choose the file again"},
    )
    title = forms.CharField(
        label="What is it?",
        help_text="A few words to find it by, for example “Screenshot of the group chat, 12 November”.",
        max_length=120,
        error_messages={"required": "Say what it is", "max_length": "Say it in at most 120 characters"},
    )
    shows = LongText(
        label="What does it show, and where is it from?",
        help_text="Who took it, when, and on which device. Addresses stay text and are never links.",
        rows=3,
        required=False,
        max_length=2000,
    )

    def clean_title(self) -> str:
        title = plain(visible(self.cleaned_data["title"]))
        if not title:
            raise forms.ValidationError("Say what it is")
        return title

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, NotKept) and file.no_room:
            raise forms.ValidationError(
                "There is no room for the file just now. Tell your administrator, and try later"
            )
        try:
            check_size(file.size)
        except NotTakenError as refused:
            raise forms.ValidationError(str(refused)) from refused
        return file

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if self.errors and "file" not in self.errors:
            self.add_error("file", "Choose the file once more: a page that comes back cannot keep it")
        return answers


class HandingForm(WhenForm):
    """Who outside was given it, and when: the chain has that moment, and the chronology the one of its recording."""

    to = forms.CharField(
        label="To whom?",
        help_text="The name, and for whom they work.",
        max_length=200,
        error_messages={"required": "Say to whom it was handed"},
    )
    reference = forms.CharField(label="Their reference", required=False, max_length=60)
    how = LongText(
        label="What was given, and how?",
        help_text="For example: the original file on an encrypted stick, signed for at the office.",
        rows=3,
        max_length=2000,
        error_messages={"required": "Say what was given, and how"},
    )

    def clean(self) -> dict[str, Any]:
        """A form asks for minutes: this one is now, after whatever happened to the file before."""
        answers: dict[str, Any] = super().clean()
        if answers.get("at") == clock.now().replace(second=0, microsecond=0):
            answers["at"] = clock.now()
        return answers


class DestructionForm(ConfirmingForm):
    """What the Police instructed, asked for in one's own name."""

    police_reference = forms.CharField(
        label="Reference of the Police",
        max_length=60,
        error_messages={"required": "Give the reference of the Police: without their instruction nothing is destroyed"},
    )
    reason = LongText(
        label="What did they instruct?",
        help_text="Who said it, when, and how.",
        rows=3,
        error_messages={"required": "Say what they instructed"},
    )
