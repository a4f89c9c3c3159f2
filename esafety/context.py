"""What every page shows: whose site it is, where one can go, and whether it is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.navigation import links
from incidents.access import IncidentAccess
from people.models import Masthead, masthead_of
from people.roles import Role, roles_of

from .navigation import PLACES


def frame(request: HttpRequest) -> dict[str, Any]:
    """`frame`: evaluated only by pages that show it."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> dict[str, Any]:
    plain = {"demonstration": settings.DEMONSTRATION}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return plain | {"mast": Masthead()}
    roles = roles_of(user)
    return plain | {
        "mast": masthead_of(user),
        "roles": [role.label for role in Role if roles.has(role)],
        "navigation": links(PLACES, request),
        "may_report": IncidentAccess.allows(user, "report"),
    }
