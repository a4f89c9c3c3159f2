"""The settings of one school, its terms and its agencies."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms

from core.dates import date_in_words
from core.forms import Bundle, Day, RememberingForm
from people.calendar import AcademicYear
from people.models import SMALLEST_SUPPRESSION, Agency, Membership, School, Term, User
from people.roles import GOVERNS, LEADS_FILTERING

MOST_DAYS, MOST_MONTHS, MOST_SUPPRESSION = 100, 60, 20
MEANWHILE = "Somebody else changed this meanwhile. Check what you typed, and save again."


def number(label: str, help_text: str, least: int, most: int) -> forms.IntegerField:
    between = f"Choose a number from {least} to {most}"
    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    field = forms.IntegerField(label=label, help_text=help_text, min_value=least, max_value=most, widget=widget)
    field.error_messages |= {"required": between, "invalid": between}
    for validator in field.validators:
        validator.message = between  # type: ignore[attr-defined]
    return field


class PersonField(forms.TypedChoiceField):
    """One of the users who may be named here, or nobody. Its value is the user."""

    def __init__(self, *, roles: frozenset[str], **kwargs: Any) -> None:
        self.roles = roles
        super().__init__(required=False, empty_value=None, **kwargs)
        self.error_messages["invalid_choice"] = "Choose somebody from the list"

    def offer(self, school: School, named: User | None) -> None:
        """Who holds such a role today; whoever is named already stays in the list, with what has changed."""
        holders = Membership.objects.contacts(school, *sorted(self.roles))
        users = {str(role.user_id): role.user for role in holders}
        choices = [(key, user.name) for key, user in users.items()]
        if named and str(named.pk) not in users:
            users[str(named.pk)] = named
            choices.append((str(named.pk), f"{named} (no longer in such a role)"))
        self.choices = [("", "Nobody yet"), *choices]
        self.coerce = users.get


class SettingsForm(RememberingForm):
    """What a school decides for itself, each with what it does."""

    wording = forms.ChoiceField(
        label="Which word does your school use?",
        help_text="It is shown at the top of every page. Both mean the same.",
        choices=School.Wording,
        widget=forms.RadioSelect,
    )
    review_within = number(
        "Review within how many school days?",
        "An incident that nobody has reviewed by then is overdue. What may be illegal is always due the same day.",
        1,
        MOST_DAYS,
    )
    close_within = number(
        "Close within how many school days?",
        "From the day it was reported. An incident that is still open by then is overdue.",
        1,
        MOST_DAYS,
    )
    repeats_within = number(
        "How many months back does an earlier incident count?",
        "If the same pupil was warned or sanctioned within this time, a repeat is offered as the next step.",
        1,
        MOST_MONTHS,
    )
    suppress_below = number(
        "Below which number are counts withheld from governors?",
        "Counts from 1 to one below it are left out of governor reports, so that no figure gives a child away. Never "
        f"below {SMALLEST_SUPPRESSION}. Once a report is released it can be raised, not lowered.",
        SMALLEST_SUPPRESSION,
        MOST_SUPPRESSION,
    )
    second_approver = forms.BooleanField(
        label="A second person approves policies",
        help_text="Whoever starts a draft cannot record its approval.",
        required=False,
    )
    second_factor = forms.BooleanField(
        label="Ask for a second step at signing in",
        help_text="From whoever holds a role that opens records: a one-time code from a telephone, or a passkey. A "
        "password alone can be watched, guessed or tricked out of somebody.",
        required=False,
    )
    shows_policies = forms.BooleanField(
        label="Show approved policies on a public page",
        required=False,
    )
    filtering_lead = PersonField(
        label="Which senior leader answers for filtering and monitoring?",
        help_text="The guidance asks for one by name. The head, the safeguarding lead and senior leaders can be named.",
        roles=LEADS_FILTERING,
    )
    filtering_governor = PersonField(
        label="Which governor answers for filtering and monitoring?",
        help_text="Governors and the chair can be named.",
        roles=GOVERNS,
    )
    sends_messages = forms.BooleanField(
        label="Tell staff by e-mail",
        help_text="E-mails say which incident waits and what is wanted, never who or what. Without them, all of it "
        "is still on each home page; who holds which role, and a lost second step, is told all the same.",
        required=False,
    )
    sends_reminders = forms.BooleanField(
        label="Remind staff of what waits too long",
        help_text="Once a day at most: reviews, closings and tasks that are overdue.",
        required=False,
    )
    PEOPLE = ("filtering_lead", "filtering_governor")
    GROUPS = (
        ("Words", ("wording",)),
        ("How long things may take", ("review_within", "close_within", "repeats_within")),
        ("Figures for governors", ("suppress_below",)),
        ("Policies", ("second_approver", "shows_policies")),
        ("Filtering and monitoring", PEOPLE),
        ("Signing in", ("second_factor",)),
        ("E-mails", ("sends_messages", "sends_reminders")),
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        self.school = school
        kwargs["initial"] = {name: _initial(getattr(school, name)) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.fields[
            "shows_policies"
        ].help_text = f"Parents and anybody else read what is in force at /p/{school.code}/, without signing in."
        for name, field in self.fields.items():
            if isinstance(field, PersonField):
                field.offer(school, named=getattr(school, name))

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """`(heading, fields)` in the order of the page."""
        for heading, names in self.GROUPS:
            yield heading, [self[name] for name in names]

    def clean_suppress_below(self) -> int:
        value, least = int(self.cleaned_data["suppress_below"]), self.school.least_suppression()
        if value < least:
            raise forms.ValidationError(
                f"A governor report was released with the limit {least}: it can be raised, not lowered"
            )
        return value

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if self.has_changed() and self.is_outdated:
            self.add_error(None, MEANWHILE)
            self.catch_up()
        return answers

    @property
    def changed(self) -> dict[str, Any]:
        """What this page changed: what somebody else set meanwhile is not set back."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


def _initial(value: Any) -> Any:
    """A setting as its field holds it: somebody who is named by their key."""
    return str(value.pk) if isinstance(value, User) else value


class TermForm(RememberingForm):
    """One term: its name, and its first day. The first of a year begins with the year."""

    name = forms.CharField(label="Name", max_length=40, error_messages={"required": "Give the term a name"})
    starts_on = Day(label="First day", error_messages={"required": "Give the first day of the term"})

    def __init__(self, *args: Any, term: Term, year: AcademicYear, **kwargs: Any) -> None:
        self.term, self.year = term, year
        kwargs["initial"] = {"name": term.name, "starts_on": term.starts_on}
        super().__init__(*args, **kwargs)
        if term.starts_on == year.first_day:
            del self.fields["starts_on"]

    @property
    def first_day(self) -> date | None:
        """As it was typed; None where that is no date."""
        return self.cleaned_data.get("starts_on") if "starts_on" in self.fields else self.term.starts_on

    def clean_starts_on(self) -> date:
        starts_on: date = self.cleaned_data["starts_on"]
        if not self.year.first_day < starts_on <= self.year.last_day:
            first, last = (date_in_words(day) for day in (self.year.first_day, self.year.last_day))
            raise forms.ValidationError(f"The day is not in the academic year from {first} to {last}")
        return starts_on

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if self.has_changed() and self.is_outdated:
            self.add_error(None, MEANWHILE)
            self.catch_up()
        return answers


class TermsFormSet(Bundle):
    """All terms of a year: each ends on the day before the next begins."""

    def __init__(self, data: Any, terms: Sequence[Term], year: AcademicYear) -> None:
        super().__init__([TermForm(data, term=term, year=year, prefix=f"term-{term.pk}") for term in terms])

    def is_valid(self) -> bool:
        valid = super().is_valid()
        for earlier, later in zip(self.forms, self.forms[1:], strict=False):
            before, after = earlier.first_day, later.first_day  # type: ignore[attr-defined]
            if before and after and after <= before:
                later.add_error("starts_on", f"{later['name'].value()} begins before {earlier['name'].value()} does")
                valid = False
        return valid

    @property
    def wanted(self) -> list[tuple[Term, str, date]]:
        return [(form.term, form.cleaned_data["name"], form.first_day) for form in self.forms]  # type: ignore[attr-defined]


class AgencyForm(RememberingForm):
    """An agency, and how to reach it."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=[("", "Choose what it is"), *Agency.Kind.choices],
        error_messages={"required": "Choose what it is"},
    )
    name = forms.CharField(
        label="Name",
        help_text="As your staff know it, for example “Borsetshire Police, schools officer”.",
        max_length=120,
        error_messages={"required": "Enter its name"},
    )
    phone = forms.CharField(label="Telephone", max_length=40, required=False)
    email = forms.EmailField(label="E-mail address", required=False)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(agency, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if not answers.get("phone") and not answers.get("email") and not self.errors:
            self.add_error("phone", "Give a telephone number or an e-mail address")
        if self.has_changed() and self.is_outdated:
            self.add_error(None, MEANWHILE)
            self.catch_up()
        return answers
