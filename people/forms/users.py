"""Accounts and roles, as those who manage people fill them in."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.html import format_html

from core import clock
from core.forms import Day, LongText, PlainForm, RememberingForm
from people.models import Federation, Membership, School, User
from people.reauthentication import check_password
from people.roles import OPENS_RECORDS, Role

from .passwords import own_password


def name_field(help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label="Name", max_length=120, help_text=help_text, error_messages={"required": "Enter the name"}
    )


def email_field(help_text: str) -> forms.EmailField:
    return forms.EmailField(
        label="E-mail address", help_text=help_text, error_messages={"required": "Enter the e-mail address"}
    )


def places_for(user: User) -> list[School | Federation]:
    """Where this user may give roles: schools, and federations of which they manage every school."""
    schools = list(School.objects.managed_by(user).select_related("federation"))
    managed = {school.pk for school in schools}
    federations = Federation.objects.filter(schools__in=managed).distinct().prefetch_related("schools")
    whole = [each for each in federations if {school.pk for school in each.schools.all()} <= managed]
    return [*schools, *(each for each in whole if len(each.schools.all()) > 1)]


def key_of(place: School | Federation) -> str:
    return f"{place._meta.model_name}-{place.pk}"


def _label(place: School | Federation) -> str:
    return place.name if isinstance(place, School) else f"{place.name}: every school of it"


def role_label(role: Role) -> str:
    return f"{role.label} (opens records)" if role in OPENS_RECORDS else role.label


class AddUserForm(PlainForm):
    """Somebody new, with the roles they have at one school."""

    name = name_field(help_text="As colleagues know them, for example Priya Sandhu.")
    email = email_field(help_text="They sign in with it. The invitation to choose a password goes there.")
    job_title = forms.CharField(label="Job title", max_length=120, required=False)
    phone = forms.CharField(label="Telephone or extension", max_length=40, required=False)
    school = forms.ModelChoiceField(
        School.objects.none(),
        label="At which school?",
        empty_label="Choose the school",
        error_messages={"required": "Choose the school", "invalid_choice": "Choose one of your schools"},
    )
    roles = forms.MultipleChoiceField(
        label="Which roles do they have there?",
        help_text="A role that opens records counts once the head has confirmed it.",
        choices=[(role.value, role_label(role)) for role in Role],
        initial=[Role.STAFF],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role"},
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)
        schools = School.objects.managed_by(by)
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        if len(schools) == 1:
            self.fields["school"].initial = schools[0]
            self.fields["school"].empty_label = None  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        known = User.objects.managed_by(self.by).filter(email__iexact=email).first()
        if known:
            raise forms.ValidationError(
                format_html(
                    '{} has this address: give the role on <a href="{}">their page</a>', known, known.get_absolute_url()
                )
            )
        if email.lower() == self.by.email.lower():
            raise forms.ValidationError("This is your own address: you cannot give a role to yourself")
        return email


class UserForm(RememberingForm):
    """What colleagues know somebody by."""

    name = name_field()
    job_title = forms.CharField(label="Job title", max_length=120, required=False)
    phone = forms.CharField(
        label="Telephone or extension",
        help_text="Colleagues see it where they have to reach you in a hurry.",
        max_length=40,
        required=False,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(user, name) for name in self.base_fields if hasattr(user, name)}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if self.is_outdated:
            self.add_error(None, "Somebody else changed this meanwhile. Check what you typed, and save again.")
            self.catch_up()
        return answers


class EmailForm(PlainForm):
    """The address somebody signs in with, as those who manage people correct it."""

    email = email_field(help_text="A new invitation goes there at once.")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        kwargs["initial"] = {"email": user.email}
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if User.objects.filter(email__iexact=email).exclude(pk=self.user.pk).exists():
            raise forms.ValidationError("There is an account with this address already", code="taken")
        return email


class OwnEmailForm(EmailForm):
    """One's own address: with the password, so that an unattended screen is not enough."""

    email = email_field(help_text="You sign in with it. The old address is told of the change.")
    password = own_password("Your password")

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        check_password(self.user, password)
        return password


class GiveRoleForm(PlainForm):
    """A role, where, and from when to when."""

    role = forms.ChoiceField(
        label="Which role?",
        help_text="A role that opens records counts once the head has confirmed it; for a head, or chair, the chair.",
        choices=[(role.value, role_label(role)) for role in Role],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the role"},
    )
    place = forms.ChoiceField(
        label="Where?",
        error_messages={"required": "Choose where", "invalid_choice": "Choose from the places offered"},
    )
    starts_on = Day(label="First day", error_messages={"required": "Give the first day"})
    ends_on = Day(
        label="Last day",
        help_text="Leave it empty if nobody knows yet.",
        required=False,
        earliest=clock.today,
        error_messages={"too_early": "The last day cannot be in the past"},
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {key_of(place): place for place in places_for(by)}
        choices = [(key, _label(place)) for key, place in self.places.items()]
        self.fields["place"].choices = choices if len(choices) == 1 else [("", "Choose where"), *choices]  # type: ignore[attr-defined]
        self.initial["starts_on"] = clock.today()

    def clean_place(self) -> School | Federation:
        return self.places[self.cleaned_data["place"]]

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        starts_on, ends_on = answers.get("starts_on"), answers.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day is before the first")
        return answers


class ConfirmRolesForm(PlainForm):
    """Which of the roles that wait are confirmed together."""

    roles = forms.ModelMultipleChoiceField(
        Membership.objects.none(),
        error_messages={
            "required": "Tick the roles that you confirm",
            "invalid_choice": "Tick roles of this page",
            "invalid_pk_value": "Tick roles of this page",
        },
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decided = Membership.objects.decided_by(by).select_related("user", "school", "federation")
        self.fields["roles"].queryset = decided.order_by("pk")  # type: ignore[attr-defined]


class EndRoleForm(PlainForm):
    """When a role ends, and why."""

    on = Day(
        label="What is its last day?",
        help_text="Today ends it now: the next click opens nothing more.",
        earliest=clock.today,
        error_messages={
            "required": "Give its last day",
            "too_early": "The last day cannot be in the past. To end it now, give today",
        },
    )
    reason = LongText(
        label="Why?",
        help_text="For example: left the school. It stays in the history.",
        rows=2,
        max_length=1000,
        error_messages={"required": "Say why the role ends"},
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        self.membership = membership
        super().__init__(*args, **kwargs)
        self.initial["on"] = clock.today()


class UserFilterForm(PlainForm):
    """Whom the list of users shows."""

    STATES = (
        ("", "Everybody"),
        ("waiting", "A role waits to be confirmed"),
        ("invited", "Invited, not signed in yet"),
        ("closed", "Account closed"),
    )

    q = forms.CharField(label="Name or address", required=False, max_length=80)
    role = forms.ChoiceField(label="Role", required=False, choices=[("", "Any role"), *Role.choices])
    school = forms.ChoiceField(label="School", required=False)
    state = forms.ChoiceField(label="Show", required=False, choices=STATES)

    def __init__(self, *args: Any, schools: Collection[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].choices = [("", "All your schools"), *((school.code, school.name) for school in schools)]  # type: ignore[attr-defined]
        if len(schools) == 1:
            del self.fields["school"]
