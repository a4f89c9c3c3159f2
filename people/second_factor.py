"""The second factor: who needs one, and whether a session was begun with one."""

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest

from .models import School, User
from .roles import OPENS_RECORDS, roles_of


def is_required(user: User) -> bool:
    """Whether a school asks for one from who holds a role there that opens records."""
    schools = roles_of(user).schools(*OPENS_RECORDS)
    return bool(schools) and School.objects.filter(pk__in=schools, second_factor=True).exists()


def was_used(request: HttpRequest) -> bool:
    """Whether whoever is signed in here proved more than a password, or than the word of the school's directory."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))
