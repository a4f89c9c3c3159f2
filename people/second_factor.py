"""The second factor: who needs one, and whether a session was begun with one."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from .models import User


def has_one(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=["totp", "webauthn"]).exists()


def was_used(request: HttpRequest) -> bool:
    """Whether whoever is signed in here proved more than a password, or than the word of the school's directory."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))
