"""Choosing a password, and asking for a link to choose one."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from core.forms import PlainForm
from people.models import User
from people.reauthentication import check_password

LONGEST = 1000  # characters; hashing more takes its time


def password_field(label: str, autocomplete: str = "new-password", **kwargs: Any) -> forms.CharField:
    kwargs.setdefault("widget", forms.PasswordInput(attrs={"autocomplete": autocomplete}))
    return forms.CharField(label=label, strip=False, max_length=LONGEST, **kwargs)


def own_password(label: str) -> forms.CharField:
    return password_field(label, "current-password", error_messages={"required": "Enter your password"})


class NewPasswordForm(PlainForm):
    """A password, typed twice so that a slip is noticed."""

    password = password_field(
        "Choose a password",
        help_text="At least 12 characters. Three or four words that only you would put together are good.",
        error_messages={"required": "Choose a password"},
    )
    password_again = password_field("Type the password again", error_messages={"required": "Type the password again"})

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        password, again = answers.get("password"), answers.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", "The two passwords are not the same. Type them again")
        elif password:
            try:
                validate_password(password, self.get_user())
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return answers

    def get_user(self) -> User | None:
        """Whose it is: a password must not be like their name."""
        return self.user


class OldAndNewPasswordForm(NewPasswordForm):
    """Another password, by who knows the old one."""

    old_password = own_password("Your password now")
    field_order = ("old_password", "password", "password_again")

    def clean_old_password(self) -> str:
        old = str(self.cleaned_data["old_password"])
        assert self.user is not None  # noqa: S101  whose own page it is
        check_password(self.user, old)
        return old


class LinkForm(PlainForm):
    """Where to send a link by which one chooses a password."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="The one that you sign in with.",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={"required": "Enter your e-mail address"},
    )
