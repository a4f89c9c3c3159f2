"""One-time and recovery codes whose key cannot be read: it was encrypted with a SECRET_KEY that is lost."""

from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django import forms

from .models import User

KINDS = ("totp", "recovery_codes")
UNREADABLE = (
    "The codes of this account can no longer be checked, because the secret key of this site has changed. Use a "
    "passkey if you have one. If not, ask whoever runs the site to take your second step away; then set up a new one."
)


class EachByItself:
    """One of allauth's forms, in which a way whose key cannot be read lets nobody in, and keeps no other way out."""

    user: User
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        passed = check_rate_limit(self.user)
        code: str = self.cleaned_data["code"]
        ways = Authenticator.objects.filter(user=self.user, type__in=KINDS).order_by("pk")
        readable = [way for way in ways if is_readable(way)]
        for way in readable:
            if way.wrap().validate_code(code):
                self.authenticator = way
                passed()
                return code
        if ways and not readable:
            raise forms.ValidationError(UNREADABLE, code="unreadable")
        raise get_adapter().validation_error("incorrect_code")


class CodeForm(EachByItself, AuthenticateForm):
    """While signing in."""


class CodeAgainForm(EachByItself, ReauthenticateForm):
    """By who is signed in."""


def is_readable(way: Authenticator) -> bool:
    """Whether its codes can be checked. A passkey has no key here."""
    try:
        for kind in ("secret", "seed"):
            if kind in way.data:
                get_adapter().decrypt(way.data[kind])
    except InvalidToken:
        return False
    return True


def recovery_codes_left(way: Authenticator | None) -> int | None:
    """How many are not used yet, read or not; None without any."""
    return way and app_settings.RECOVERY_CODE_COUNT - way.data["used_mask"].bit_count()
