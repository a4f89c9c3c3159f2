"""Confirming that it is oneself."""

from typing import Any

from core.forms import PlainForm
from people.models import User
from people.reauthentication import confirm_identity

from .passwords import password_field


class ConfirmingForm(PlainForm):
    """A form that is valid only when its sender has proved who they are. It stands last, after the other answers."""

    password = password_field(
        "Your password",
        "current-password",
        help_text="To confirm that it is you.",
        error_messages={"required": "Type your password, to confirm that it is you"},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.order_fields([*(name for name in self.fields if name != "password"), "password"])

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if not self.errors:
            confirm_identity(self.user, self)
        answers.pop("password", None)
        return answers
