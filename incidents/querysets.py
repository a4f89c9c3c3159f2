"""Which incidents a user may see: said here once, for every list, page, count and search."""

from typing import TYPE_CHECKING, NamedTuple

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from people.models import School, own_schools
from people.roles import OPENS_RECORDS, roles_of

from .routing import DUTIES

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import User

    from .models import Incident
    from .models.incident.logged import Logged

ALLEGED = "instigator"  # the part that bars from reading
TARGET = "target"  # the part that must be declared before handling


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


def entry_of(user: "User") -> Q:
    """Involvements of the user: of their own entry on the register, or of one that was merged into it."""
    return Q(person__user=user) | Q(person__merged_into__user=user)


def account() -> Coalesce:
    """The account of the person of an involvement, found as `entry_of` finds them."""
    return Coalesce("person__user", "person__merged_into__user")


def alleged_against(user: "User") -> Exists:
    """Incidents in which the user is the alleged instigator."""
    involvement = apps.get_model("incidents", "Involvement")
    return Exists(involvement.objects.filter(entry_of(user), incident=OuterRef("pk"), part=ALLEGED))


def stepped_back(user: "User") -> Exists:
    """Incidents that the user declared an interest in and stepped back from."""
    interest = apps.get_model("incidents", "Interest")
    return Exists(interest.objects.filter(incident=OuterRef("pk"), user=user, stays_because=""))


def kept_from(incident: "Incident") -> set[int]:
    """Accounts to which their role gives nothing here: alleged instigators, and who stepped back. One query.

    As `alleged_against` and `stepped_back` ask it of one account.
    """
    involvement, interest = apps.get_model("incidents", "Involvement"), apps.get_model("incidents", "Interest")
    alleged = involvement.objects.filter(incident=incident, part=ALLEGED).order_by()
    left = interest.objects.filter(incident=incident, stays_because="").order_by()
    found = alleged.values_list(account(), flat=True).union(left.values_list("user", flat=True))
    return {key for key in found if key}


def undeclared(user: "User") -> Exists:
    """Incidents in which the user is a target and has not said yet whether to stay or to step back."""
    involvement, interest = apps.get_model("incidents", "Involvement"), apps.get_model("incidents", "Interest")
    declared = interest.objects.filter(incident=OuterRef("incident"), user=user)
    targeted = involvement.objects.filter(entry_of(user), incident=OuterRef("pk"), part=TARGET)
    return Exists(targeted.exclude(Exists(declared)))


def schools_of(user: "User") -> set[int]:
    """Ids of the schools whose incidents the user may read at all: those of the roles, and of named readings.

    One query, kept on this user object, which lives as long as its request.
    """
    if (known := getattr(user, "_schools_read", None)) is None:
        known = {*_handled_schools(user), *user.readings.values_list("incident__school_id", flat=True)}
        user._schools_read = known  # type: ignore[attr-defined]
    return known


def remember_no_readings(user: "User") -> None:
    """A page has found that the user reads nothing by name: `schools_of` is not to ask again."""
    user._schools_read = set(_handled_schools(user))  # type: ignore[attr-defined]


def _handled_schools(user: "User") -> frozenset[int]:
    return roles_of(user).schools(*(role for duty in DUTIES.values() for role in duty.handlers))


def schools_read(user: "User") -> "list[School]":
    """Those schools themselves, by name. No query more, where all of them are the user's own."""
    keys, own = schools_of(user), own_schools(user)
    if keys <= {school.pk for school in own}:
        return [school for school in own if school.pk in keys]
    return list(School.objects.filter(pk__in=keys).select_related("federation"))


class IncidentQuerySet(QuerySet["Incident"]):
    def readable_by(self, user: "User | AnonymousUser") -> "IncidentQuerySet":
        """Full records: what the user handles and has not stepped back from, or was given to read by name.

        Never what is alleged against the user.
        """
        if not user.is_authenticated:
            return self.none()
        handled = handled_by(user)
        mine = (handled & ~Q(stepped_back(user)) | Q(named_reader(user))) if handled else Q(named_reader(user))
        return self.filter(mine, school__in=schools_of(user)).exclude(alleged_against(user))

    def handled_by(self, user: "User") -> "IncidentQuerySet":
        """What the user may work on."""
        if not (handled := handled_by(user)):
            return self.none()
        return self.filter(handled).exclude(alleged_against(user)).exclude(stepped_back(user))

    def undeclared_by(self, user: "User") -> "IncidentQuerySet":
        """What the user would handle, is a target in and has not declared: every verb waits for that."""
        return self.handled_by(user).filter(undeclared(user))

    def receipts_of(self, user: "User") -> "IncidentQuerySet":
        """What the user reported: reference, date, one of three words, and the own words.

        Only reference and date, where it is alleged against the reporter by now (`accuses_reporter`).
        """
        return self.filter(reported_by=user).annotate(accuses_reporter=alleged_against(user))

    def exportable_by(self, user: "User") -> "IncidentQuerySet":
        """Of these, what the user handles by a role that opens records: what was opened by name is not taken out."""
        return self.handled_by(user).filter(school__in=roles_of(user).schools(*OPENS_RECORDS))


class Standing(NamedTuple):
    """What one user is to one incident."""

    reads: bool
    handles: bool
    closes: bool
    is_authority: bool
    must_declare: bool = False  # is a target in it: every verb waits until the interest is declared


def standing(user: "User", incident: "Logged") -> Standing:
    """The same table and the same conditions as `readable_by`, for one incident. At most one query."""
    roles, duty = roles_of(user).at(incident.school_id), DUTIES[incident.route]
    asked = (named_reader(user), alleged_against(user), stepped_back(user), undeclared(user))
    found = type(incident).objects.filter(pk=incident.pk).values_list(*asked).first()
    named, alleged, left, target = found or (False, True, False, False)
    free = not alleged and not left
    handles = bool(roles & set(duty.handlers)) and free
    return Standing(
        reads=handles or (named and not alleged),
        handles=handles,
        closes=bool(roles & set(duty.closers)) and free,
        is_authority=bool(roles & set(duty.authority)) and free,
        must_declare=handles and target,
    )
