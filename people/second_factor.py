"""Whether a session was begun with a second step."""

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest


def was_used(request: HttpRequest) -> bool:
    """Whether whoever is signed in here proved more than a password, or than the word of the school's directory."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))
