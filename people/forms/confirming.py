"""Confirming that it is oneself."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.forms import PlainForm
from people.models import User
from people.reauthentication import confirm_identity

from .passwords import password_field

# So that a password manager knows whose password is asked for: it is not shown and not read.
WHOSE = '<input type="text" name="account" value="{}" autocomplete="username" hidden>{}'


class OwnPassword(forms.PasswordInput):
    """A password, with the account that it belongs to before it."""

    account = ""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return format_html(WHOSE, self.account, super().render(*args, **kwargs))


class ConfirmingForm(PlainForm):
    """A form that is valid only when its sender has proved who they are. It stands last, after the other answers."""

    password = password_field(
        "Your password",
        help_text="To confirm that it is you.",
        error_messages={"required": "Type your password, to confirm that it is you"},
        widget=OwnPassword(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].widget.account = user.email
        self.order_fields([*(name for name in self.fields if name != "password"), "password"])

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if not self.errors:
            confirm_identity(self.user, self)
        answers.pop("password", None)
        return answers
