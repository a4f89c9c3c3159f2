"""The text of a draft: its schedule, its sections, and where its tables stand."""

from collections.abc import Sequence
from typing import Any

from django import forms

from core.forms import Day, LongText, PastDate, PlainForm, RememberingForm, years_ahead

from ..models import Matrix, PolicyVersion, Section
from ..models.sections import LONGEST_SECTION
from .approving import REVIEW_AHEAD

MEANWHILE = "Somebody else changed this meanwhile. Check what they changed, and save again."
FIRST = ""  # in place of a key: before every section


class ScheduleForm(RememberingForm):
    """Who watches over the policy, how often, and when it is reviewed."""

    monitored_by = forms.CharField(
        label="Who monitors it?",
        max_length=200,
        required=False,
        help_text="For example: online safety lead, safeguarding lead, senior leaders.",
    )
    monitored_how_often = forms.CharField(
        label="How often is it monitored?", max_length=120, required=False, help_text="For example: every term."
    )
    governors_receive_a_report = forms.CharField(
        label="How often do governors receive a report?",
        max_length=200,
        required=False,
        help_text="For example: every term to the committee, every year to the board.",
    )
    committee = forms.CharField(label="Which committee is responsible?", max_length=120, required=False)
    agencies_informed = forms.CharField(
        label="Who is told of a serious incident?",
        max_length=300,
        required=False,
        help_text="For example: local authority safeguarding officer, LADO, Police.",
    )
    last_reviewed_on = PastDate(label="When was it last reviewed?", required=False)
    review_due = Day(
        label="By when is it reviewed next?",
        required=False,
        help_text="It is asked again when the approval is recorded.",
        latest=years_ahead(REVIEW_AHEAD),
    )
    review_cycle = forms.CharField(
        label="How often is it reviewed?", max_length=60, required=False, help_text="For example: every year."
    )

    def __init__(self, *args: Any, version: PolicyVersion, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(version, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.error_messages["max_length"] = (
                    "Shorten this to %(limit_value)d characters (it has %(show_value)d)"
                )

    def clean(self) -> dict[str, Any]:
        if self.is_outdated:
            self.add_error(None, MEANWHILE)
            self.catch_up()
        return self.cleaned_data


class SectionForm(RememberingForm):
    """A heading, and a text in Markdown."""

    title = forms.CharField(
        label="Heading",
        max_length=160,
        error_messages={
            "required": "Give the section a heading",
            "max_length": "Shorten the heading to 160 characters",
        },
    )
    body = LongText(
        label="Text",
        rows=20,
        max_length=LONGEST_SECTION,
        help_text="An empty line begins a new paragraph. Below the buttons is how to write headings, lists and links.",
        error_messages={"required": "Write the text of the section"},
    )

    def __init__(self, *args: Any, section: Section | None = None, **kwargs: Any) -> None:
        self.is_there = section is not None and section.pk is not None  # or is new, or was removed meanwhile
        if section:
            kwargs["initial"] = {"title": section.title, "body": section.body}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        if self.is_there and self.is_outdated:
            self.add_error(None, MEANWHILE)
            self.catch_up()
        return self.cleaned_data


class PlaceField(forms.TypedChoiceField):
    """After which section something stands. Its value is the section, or nothing for the first place."""

    def offer(self, sections: Sequence[Section], first: str) -> None:
        self.choices = [(FIRST, first), *((section.key, f"After “{section}”") for section in sections)]
        by_key = {section.key: section for section in sections}
        self.coerce = by_key.get


def place(label: str) -> PlaceField:
    gone = "That section is no longer there: choose again"
    return PlaceField(label=label, required=False, empty_value=None, error_messages={"invalid_choice": gone})


class NewSectionForm(SectionForm):
    """A section that is not there yet."""

    after = place("Where does it stand?")

    def __init__(self, *args: Any, sections: Sequence[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"].offer(sections, "First")  # type: ignore[attr-defined]
        self.fields["after"].show_hidden_initial = False
        self.initial["after"] = sections[-1].key if sections else FIRST


class MoveForm(PlainForm):
    """Where a section stands."""

    after = place("Where does it stand?")

    def __init__(self, *args: Any, sections: Sequence[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"].offer(sections, "First")  # type: ignore[attr-defined]


class TablesForm(RememberingForm):
    """After which section each table of a draft stands."""

    def __init__(self, *args: Any, matrices: Sequence[Matrix], sections: Sequence[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matrices = matrices
        keys = {section.pk: section.key for section in sections}
        for matrix in matrices:
            field = self.fields[matrix.kind] = place(matrix.title)
            field.offer(sections, "At the end")
            field.initial = keys.get(matrix.section_id, FIRST) if matrix.section_id else FIRST
            field.show_hidden_initial = True
            field.widget.attrs["class"] = "form-select"

    def clean(self) -> dict[str, Any]:
        if self.is_outdated:
            self.add_error(None, MEANWHILE)
            self.catch_up()
        return self.cleaned_data

    @property
    def moved(self) -> dict[Matrix, Section | None]:
        """The tables that get another place."""
        return {matrix: self.cleaned_data[matrix.kind] for matrix in self.matrices if matrix.kind in self.changed_data}
