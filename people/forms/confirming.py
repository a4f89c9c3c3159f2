"""Confirming that it is oneself."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from people.models import User
from people.reauthentication import METHODS, confirm_identity

from .passwords import password_field
from .signing_in import ProvingForm

# So that a password manager knows whose password is asked for: it is not shown and not read.
WHOSE = '<input type="text" name="account" value="{}" autocomplete="username" hidden>{}'


class OwnPassword(forms.PasswordInput):
    """A password, with the account that it belongs to before it."""

    account = ""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return format_html(WHOSE, self.account, super().render(*args, **kwargs))


class ConfirmingForm(ProvingForm):
    """A form that is valid only when its sender has proved who they are. It is asked last, after the other answers.

    With `proved_already` nothing is asked: for what may follow a sign-in of some minutes ago.
    """

    among = METHODS

    password = password_field(
        "Your password",
        help_text="To confirm that it is you.",
        required=False,
        widget=OwnPassword(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, proved_already: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.proved_already = proved_already
        if proved_already:
            for way in self.ways:
                del self.fields[way]
            self.ways = []
        if "password" in self.fields:
            self.fields["password"].widget.account = user.email
            if len(self.ways) > 1:
                self.fields["password"].help_text = "To confirm that it is you: the password, or one of the ways below."
        self.order_fields([*(name for name in self.fields if name not in self.ways), *self.ways])

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.proved_already:
            confirm_identity(self.user, self)
        for way in ("password", "one_time_code", "passkey"):
            answers.pop(way, None)
        return answers
