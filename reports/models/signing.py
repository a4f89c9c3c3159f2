"""Overlapping reports are changed one at a time; and how whoever changes one is named in it."""

from django.db import models
from django.db.models import Q

from people.models import School, User
from people.roles import Role, roles_of

from ..access import PREPARES, RELEASES


def lock_reports_of(schools: models.QuerySet[School]) -> None:
    """Prepare and release one at a time where reports meet: what two reports show must fit together.

    Two schools without a report in common meet in that of their federation.
    """
    together = Q(pk__in=schools) | Q(federation__schools__in=schools) | Q(reported_on__schools__in=schools)
    met = School.objects.filter(together).order_by().values("pk")
    # Incidents are logged meanwhile: rows that point to a school need its key alone.
    list(School.objects.select_for_update(no_key=True).filter(pk__in=met).order_by("pk"))


def signature(user: User, schools: frozenset[int]) -> str:
    """Name and role as the report prints them: the role as it was that day."""
    roles = roles_of(user)
    held = next(
        (role.label for role in (*RELEASES, *PREPARES, Role.CHAIR_OF_GOVERNORS) if roles.schools(role) & schools), ""
    )
    return ", ".join(part for part in (user.name, held) if part)
