"""The nine roles, and which of them a user holds where."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from core.statements import Statement

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from .models import User


class Role(models.TextChoices):
    STAFF = "staff", "Teaching and support staff"
    COORDINATOR = "coordinator", "E-Safety Coordinator"
    SAFEGUARDING_LEAD = "safeguarding_lead", "Designated Safeguarding Lead"
    HEADTEACHER = "headteacher", "Headteacher"
    SENIOR_LEADER = "senior_leader", "Senior leader"
    GOVERNOR = "governor", "Governor"
    CHAIR_OF_GOVERNORS = "chair_of_governors", "Chair of governors"
    TECHNICIAN = "technician", "Technician"
    ADMINISTRATOR = "administrator", "Administrator"


# A role that opens records counts only once the authority has confirmed it.
OPENS_RECORDS = frozenset({Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.HEADTEACHER, Role.CHAIR_OF_GOVERNORS})
# Who works in the school, and so may report an incident.
WORKS_IN_SCHOOL = frozenset(
    {
        Role.STAFF,
        Role.COORDINATOR,
        Role.SAFEGUARDING_LEAD,
        Role.HEADTEACHER,
        Role.SENIOR_LEADER,
        Role.TECHNICIAN,
        Role.ADMINISTRATOR,
    }
)
SEES_NUMBERS = frozenset({Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.HEADTEACHER, Role.SENIOR_LEADER})
MANAGES = frozenset({Role.ADMINISTRATOR, Role.HEADTEACHER})  # people, roles and settings of the school
CONFIRMS_ROLES = frozenset({Role.HEADTEACHER})  # those that open records
CONFIRMS_HEADS_ROLES = frozenset({Role.CHAIR_OF_GOVERNORS})  # whatever a head is given that opens records
CONFIRMS = CONFIRMS_ROLES | CONFIRMS_HEADS_ROLES
CONFIRMS_CHAIRS = frozenset({Role.CHAIR_OF_GOVERNORS, Role.GOVERNOR})  # the head only the first: decision 19
NEVER_WITHOUT = frozenset({Role.HEADTEACHER, Role.CHAIR_OF_GOVERNORS})  # a school that has one keeps one
AGREES_TO_RESETS = MANAGES | CONFIRMS  # that a second step was lost: whoever of them did not ask
SEES_FAILURES = frozenset({Role.ADMINISTRATOR})  # what could not be sent or done
GOVERNS = frozenset({Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS})
LEADS_FILTERING = frozenset({Role.SENIOR_LEADER, Role.HEADTEACHER, Role.SAFEGUARDING_LEAD})


class Roles:
    """The roles that one user holds today: role → ids of schools, those of a federation written out."""

    def __init__(self, held: Iterable[tuple[str, int]]) -> None:
        self._schools: dict[str, set[int]] = defaultdict(set)
        for role, school in held:
            self._schools[role].add(school)
        self.federation: int | None = (
            None  # that whose schools, all of them and no other, these are; as far as is known
        )

    def schools(self, *roles: str) -> frozenset[int]:
        """Ids of the schools where any of these roles is held; of every role if none is named."""
        return frozenset[int]().union(*(self._schools.get(role, ()) for role in roles or self._schools))

    def at(self, school_id: int | None) -> frozenset[str]:
        """The roles held at one school."""
        return frozenset(role for role, schools in self._schools.items() if school_id in schools)

    def has(self, *roles: str) -> bool:
        return bool(self.schools(*roles))


def roles_of(user: "User | AnonymousUser") -> Roles:
    """What the user holds today: one query, kept on this user object, which lives as long as its request.

    The roles of a closed account stay as they are, and count for nothing: a job that it asked for is refused.
    """
    if not user.is_active:
        return Roles([])
    known: Roles | None = getattr(user, "_roles", None)
    return keep_roles(user, HELD.rows(user.pk)) if known is None else known


def keep_roles(user: "User | AnonymousUser", rows: Collection[tuple[str, int, int, int]]) -> Roles:
    """Those of `held_by`, that need not be asked for again."""
    roles = user._roles = Roles((role, own or shared) for role, own, shared, _ in rows if own or shared)  # type: ignore[union-attr]
    federations = {federation for *_, federation in rows}
    roles.federation = federations.pop() if len(federations) == 1 else None
    return roles


def held_by(user: int) -> "QuerySet[Any, Any]":
    """What a user holds, as `MembershipQuerySet.pairs` says it, and by which federation: asked at every click."""
    in_force = apps.get_model("people", "Membership").objects.in_force().order_by()
    return in_force.filter(user=user).values_list("role", "school_id", "federation__schools__id", "federation_id")


HELD = Statement(held_by)
