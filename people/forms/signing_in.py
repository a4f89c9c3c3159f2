"""Signing in: the password, and the second step."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest, HttpResponse

from core.forms import PlainForm
from people.models import User
from people.reauthentication import SECOND_STEPS, Method, confirm_identity, methods_of

from .passwords import LONGEST


class SignInForm(PlainForm):
    """An address and a password. It never tells whether an address has an account."""

    username = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "username webauthn", "autofocus": True}),
        error_messages={"required": "Enter your e-mail address"},
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password"},
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if not self.errors:
            adapter = get_adapter(self.request)
            self.user = adapter.authenticate(self.request, email=answers["username"], password=answers["password"])
            if self.user is None:
                raise adapter.validation_error("email_password_mismatch")
        return answers

    def login(self, request: HttpRequest, redirect_url: str) -> HttpResponse:
        """Begin the session, or lead to the second step."""
        assert isinstance(self.user, User)  # noqa: S101  the form was valid
        return enter(request, self.user, redirect_url)


def enter(request: HttpRequest, user: User, to: str) -> HttpResponse:
    """Sign in somebody whose password is right, or lead them to their second step."""
    return perform_password_login(request, {"email": user.email}, Login(user=user, redirect_url=to))


def forget_wrong_tries(request: HttpRequest, user: User) -> None:
    """Who has just chosen a password by a link is not kept out for the old one's sake."""
    adapter = get_adapter(request)
    key = adapter._get_login_attempts_cache_key(request, email=user.email)
    ratelimit.clear(request, action="login_failed", key=key)


class ProvingForm(PlainForm):
    """A form with a field for each way that its sender has to prove who they are; one of them is enough."""

    among: tuple[Method, ...] = SECOND_STEPS

    one_time_code = forms.CharField(
        label="One-time code",
        required=False,
        max_length=40,
        help_text="The six digits that your telephone shows now, or one of your recovery codes.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "es-w-10"}),
    )
    passkey = forms.CharField(
        label="Passkey", required=False, max_length=20_000, widget=forms.HiddenInput(attrs={"data-passkey": ""})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.ways = [method.field for method in methods_of(user, self.among)]
        for method in self.among:
            if method.field not in self.ways:
                del self.fields[method.field]
            else:
                self.fields[method.field].needed_when_shown = True  # type: ignore[attr-defined]  # one of them is

    @property
    def has_passkey(self) -> bool:
        return "passkey" in self.fields


class SecondStepForm(ProvingForm):
    """The second step of signing in."""

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if not self.errors:
            confirm_identity(self.user, self, SECOND_STEPS)
        return answers
