"""One entry of the register: looked for, written, moved, merged."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import KEY, Day, LongText, PastDate, PlainForm, RememberingForm
from core.normalising import plain, words
from people.imports.rows import year_group
from people.models import Person, School, User
from people.year_groups import CHOICES


class RegisterFilter(PlainForm):
    """What of the register is shown. What is not understood is not asked."""

    q = forms.CharField(required=False, max_length=80, label="Name or class")
    school = forms.ModelChoiceField(School.objects.none(), required=False, label="School", empty_label="All")
    kind = forms.ChoiceField(required=False, label="Who", choices=[("", "Everybody"), *Person.Kind.choices])
    year_group = forms.ChoiceField(required=False, label="Year group", choices=[("", "All"), *CHOICES])
    left = forms.ChoiceField(
        required=False, label="Left?", choices=[("", "On the register"), ("yes", "Those who left"), ("all", "Both")]
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = School.objects.managed_by(user)
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        if len(schools) < 2:
            del self.fields["school"]
        held = set(Person.objects.managed_by(user).order_by().values_list("year_group", flat=True).distinct())
        self.fields["year_group"].choices = [("", "All"), *(choice for choice in CHOICES if choice[0] in held)]  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        return str(self.cleaned_data["q"]).replace("\0", "")


class YearGroup(forms.CharField):
    """N, R or 1 to 13, however it is written."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Year group")
        kwargs.setdefault("help_text", "N, R or 1 to 13")
        super().__init__(required=False, max_length=20, **kwargs)

    def clean(self, value: Any) -> str:
        said = super().clean(value)
        try:
            return year_group(said) if said else ""
        except ValueError as error:
            raise ValidationError(str(error)) from None


class PersonName(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Name")
        super().__init__(max_length=120, error_messages={"required": "Give the name"}, **kwargs)

    def clean(self, value: Any) -> str:
        name = plain(super().clean(value))
        if not words(name):
            raise ValidationError("Give the name")
        return name


class EntryForm(RememberingForm):
    """What the register knows of one person."""

    name = PersonName()
    year_group = YearGroup()
    class_name = forms.CharField(label="Class or form", required=False, max_length=40)
    date_of_birth = PastDate(
        label="Date of birth",
        required=False,
        help_text="Tells two people of one name apart.",
    )
    mis_id = forms.CharField(
        label="Number in your school’s own system",
        required=False,
        max_length=40,
        help_text="With it the person is known again when a file is brought in.",
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != Person.Kind.PUPIL:
            for name in ("year_group", "class_name", "date_of_birth"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        if self.has_changed() and self.is_outdated:
            self.add_error(None, "Somebody changed this entry meanwhile. Check it, and save again what you typed.")
            self.catch_up()
        return super().clean() or {}


class AddForm(PlainForm):
    """Somebody who is not in any file."""

    school = forms.ModelChoiceField(
        School.objects.none(),
        label="Which school?",
        empty_label="Choose a school",
        error_messages={"required": "Choose the school", "invalid_choice": "Choose one of your schools"},
    )
    kind = forms.ChoiceField(
        label="Who is it?",
        choices=Person.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say who it is", "invalid_choice": "Say who it is"},
    )
    name = PersonName()
    year_group = YearGroup()
    class_name = forms.CharField(label="Class or form", required=False, max_length=40)
    date_of_birth = PastDate(label="Date of birth", required=False, help_text="Tells two people of one name apart.")
    mis_id = forms.CharField(label="Number in your school’s own system", required=False, max_length=40)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = School.objects.managed_by(user)
        choice = self.fields["school"]
        choice.queryset = schools  # type: ignore[attr-defined]
        if len(schools) == 1:
            choice.initial, choice.widget = schools[0], forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        number, school = answers.get("mis_id"), answers.get("school")
        if number and school and (other := Person.objects.filter(school=school, mis_id=number).first()):
            self.add_error("mis_id", f"The number {number} is that of {other.name}")
        if answers.get("kind") in {Person.Kind.STAFF, Person.Kind.OTHER} and answers.get("year_group"):
            self.add_error("year_group", "Adults have no year group: leave it empty")
        return answers


class LeaveForm(PlainForm):
    left_on = Day(
        label="Last day",
        help_text="Until then the person can be named in a report.",
        error_messages={"required": "Give the last day"},
    )
    reason = forms.CharField(label="Why", required=False, max_length=200, help_text="For example: moved away.")


class ComeBackForm(PlainForm):
    year_group = YearGroup()
    class_name = forms.CharField(label="Class or form", required=False, max_length=40)
    reason = forms.CharField(label="Why", required=False, max_length=200)


class MoveForm(PlainForm):
    school = forms.ModelChoiceField(
        School.objects.none(),
        label="To which sister school?",
        empty_label="Choose a school",
        error_messages={"required": "Choose the school", "invalid_choice": "Choose a sister school"},
    )
    class_name = forms.CharField(label="Class there", required=False, max_length=40)
    reason = forms.CharField(label="Why", required=False, max_length=200)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        federation = person.school.federation_id
        sisters = School.objects.filter(federation=federation).exclude(pk=person.school_id)
        self.fields["school"].queryset = sisters if federation else School.objects.none()  # type: ignore[attr-defined]


class MergeForm(PlainForm):
    """Which of two entries stays, and why they are one person."""

    stays = forms.ChoiceField(
        label="Which entry stays?",
        help_text="The other one is no longer offered when somebody is named. Nothing is lost: it can be undone.",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the entry that stays", "invalid_choice": "Choose the entry that stays"},
    )
    reason = LongText(
        label="How do you know that they are one person?",
        rows=3,
        max_length=1000,
        error_messages={"required": "Say how you know that they are one person"},
    )

    def __init__(self, *args: Any, person: Person, other: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stays"].choices = [  # type: ignore[attr-defined]
            (str(entry.pk), entry.long_label + (" (has an account)" if entry.user_id else ""))
            for entry in (person, other)
        ]


def key_of(text: str) -> int | None:
    """The key of a record, if it can be one."""
    return int(text) if KEY.fullmatch(text) else None
