"""What every page shows: whose site it is, where one can go, and whether it is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.navigation import links
from incidents.access import IncidentAccess
from people.models import School, own_schools
from people.roles import Role, roles_of

from .navigation import PLACES


def frame(request: HttpRequest) -> dict[str, Any]:
    """`frame`: evaluated only by pages that show it."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> dict[str, Any]:
    plain = {"demonstration": settings.DEMONSTRATION, "wording": "E-safety", "place": ""}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return plain
    schools = own_schools(user)
    held = {role for school in schools for role in roles_of(user).at(school.pk)}
    return plain | {
        "wording": schools[0].get_wording_display() if schools else "E-safety",
        "place": place_of(schools),
        "roles": [role.label for role in Role if role in held],
        "navigation": links(PLACES, request),
        "may_report": IncidentAccess.allows(user, "report"),
    }


def place_of(schools: list[School]) -> str:
    """The school's name; that of the federation, if it has all of them; else how many there are."""
    if len(schools) <= 1:
        return schools[0].name if schools else ""
    federations = {school.federation for school in schools}
    if len(federations) == 1 and (federation := federations.pop()):
        return federation.name
    return f"{len(schools)} schools"
