"""Which incidents a user may see: said here once, for every list, page, count and search."""

from typing import TYPE_CHECKING, NamedTuple

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from people.roles import OPENS_RECORDS, roles_of

from .routing import DUTIES

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import User

    from .models import Incident  # noqa: F401  what the queryset is of
    from .models.incident.logged import Logged

ALLEGED = "instigator"  # the part that bars from reading


def handled_by(user: "User") -> Q:
    """Incidents whose route makes one of the user's roles its handler, at the schools where it is held."""
    roles = roles_of(user)
    return Q(
        *(
            Q(route=route, school__in=schools)
            for route, duty in DUTIES.items()
            if (schools := roles.schools(*duty.handlers))
        ),
        _connector=Q.OR,
    )


def named_reader(user: "User") -> Exists:
    """Incidents that were opened to the user by name."""
    reader = apps.get_model("incidents", "Reader")
    return Exists(reader.objects.filter(incident=OuterRef("pk"), user=user))


def alleged_against(user: "User") -> Exists:
    """Incidents in which the user is the alleged instigator."""
    involvement = apps.get_model("incidents", "Involvement")
    return Exists(involvement.objects.filter(incident=OuterRef("pk"), part=ALLEGED, person__user=user))


def schools_of(user: "User") -> set[int]:
    """Ids of the schools whose incidents the user may read at all: those of the roles, and of named readings.

    One query, kept on this user object, which lives as long as its request.
    """
    if (known := getattr(user, "_schools_read", None)) is None:
        handled = roles_of(user).schools(*(role for duty in DUTIES.values() for role in duty.handlers))
        known = {*handled, *user.readings.values_list("incident__school_id", flat=True)}
        user._schools_read = known  # type: ignore[attr-defined]
    return known


class IncidentQuerySet(QuerySet["Incident"]):
    def readable_by(self, user: "User | AnonymousUser") -> "IncidentQuerySet":
        """Full records: what the user handles or was given to read, never what is alleged against them."""
        if not user.is_authenticated:
            return self.none()
        handled = handled_by(user)
        mine = (handled | Q(named_reader(user))) if handled else Q(named_reader(user))
        return self.filter(mine, school__in=schools_of(user)).exclude(alleged_against(user))

    def handled_by(self, user: "User") -> "IncidentQuerySet":
        """What the user may work on."""
        handled = handled_by(user)
        return self.filter(handled).exclude(alleged_against(user)) if handled else self.none()

    def receipts_of(self, user: "User") -> "IncidentQuerySet":
        """What the user reported: reference, date, one of three words, and the own words.

        Only reference and date, where it is alleged against the reporter by now (`accuses_reporter`).
        """
        return self.filter(reported_by=user).annotate(accuses_reporter=alleged_against(user))

    def exportable_by(self, user: "User") -> "IncidentQuerySet":
        """Of these, what a role that opens records covers: what was opened by name alone is not taken out."""
        return self.filter(school__in=roles_of(user).schools(*OPENS_RECORDS))


class Standing(NamedTuple):
    """What one user is to one incident."""

    reads: bool
    handles: bool
    closes: bool
    is_authority: bool


def standing(user: "User", incident: "Logged") -> Standing:
    """The same table and the same conditions as `readable_by`, for one incident. At most one query."""
    roles, duty = roles_of(user).at(incident.school_id), DUTIES[incident.route]
    may_handle = bool(roles & set(duty.handlers))
    found = type(incident).objects.filter(pk=incident.pk).values_list(named_reader(user), alleged_against(user)).first()
    named, alleged = found or (False, True)
    return Standing(
        reads=(may_handle or named) and not alleged,
        handles=may_handle and not alleged,
        closes=bool(roles & set(duty.closers)) and not alleged,
        is_authority=bool(roles & set(duty.authority)) and not alleged,
    )
