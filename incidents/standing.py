"""What one user is to one incident: the rule of the lists (`querysets`), for a record that was found."""

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db.models import Q, QuerySet, Value
from django.utils import timezone

from core.statements import Statement
from people.models import User
from people.roles import roles_of

from .querysets import BARRED, NAMED, TARGET, entry_of, heads
from .routing import DUTIES

if TYPE_CHECKING:
    from .models.incident.base import IncidentBase


class Standing(NamedTuple):
    """What one user is to one incident."""

    reads: bool
    handles: bool
    closes: bool
    is_authority: bool
    must_declare: bool = False  # is a target in it: every verb waits until the interest is declared


NOTHING = Standing(reads=False, handles=False, closes=False, is_authority=False)
PART, INTEREST = "part", "interest"  # what is recorded of a user in one incident, besides a reading by name
ACCUSED = {(PART, part) for part in BARRED}
Recorded = AbstractSet[tuple[str, str]]


def standing(user: User, incident: "IncidentBase", recorded: Recorded | None = None) -> Standing:
    """The same table and the same conditions as `readable_by`, for one incident.

    One query, and one more where it is about the head. `recorded`: as `recorded_in` gives it, where that was read.
    """
    roles, duty = roles_of(user).at(incident.school_id), DUTIES[incident.route]
    if not roles:
        return NOTHING  # who is named to read it holds a role at its school, too
    if recorded is None:
        recorded = set(RECORDED.rows(incident.pk, user.pk))
    left = (INTEREST, "") in recorded
    free = not left and not _accuses(incident, user, recorded)
    handles = bool(roles & set(duty.handlers)) and free
    return Standing(
        reads=handles or ((NAMED, "") in recorded and free),
        handles=handles,
        closes=bool(roles & set(duty.closers)) and free,
        is_authority=bool(roles & set(duty.authority)) and free,
        must_declare=handles and (PART, TARGET) in recorded and INTEREST not in {what for what, _ in recorded},
    )


def is_accused(user: User, incident: "IncidentBase") -> bool:
    """Whether the incident is alleged against the user, as `alleged_against` finds it. Queries as of `standing`."""
    return _accuses(incident, user, set(RECORDED.rows(incident.pk, user.pk)))


def _accuses(incident: "IncidentBase", user: User, recorded: Recorded) -> bool:
    """By a part in it, or as the head whom it is about."""
    if not ACCUSED.isdisjoint(recorded):
        return True
    if not incident.about_headteacher:
        return False
    there = Q(school=incident.school_id) | Q(federation__schools=incident.school_id)
    since = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate(incident.reported_at))
    return heads().filter(there, since, user=user).exists()


def recorded_in(incident: int, user: int) -> list[QuerySet[Any, Any]]:
    """`(what, which)` of a user in one incident: the parts they have, a reading by name, an interest.

    An interest comes with why they stay, which is empty where they stepped back. Asked of three small tables by keys,
    as `alleged_against`, `named_reader`, `stepped_back` and `undeclared` ask it of many incidents: a page asks it
    again and again, and their conditions take longer to write than to answer.
    """
    models = ("Involvement", "Reader", "Interest")
    involvement, reader, interest = (apps.get_model("incidents", name) for name in models)
    asked = [
        involvement.objects.filter(entry_of(user), incident=incident).values_list(Value(PART), "part"),
        reader.objects.filter(incident=incident, user=user).values_list(Value(NAMED), Value("")),
        interest.objects.filter(incident=incident, user=user).values_list(Value(INTEREST), "stays_because"),
    ]
    return [each.order_by() for each in asked]


def _recorded(incident: int, user: int) -> QuerySet[Any, Any]:
    first, *others = recorded_in(incident, user)
    return first.union(*others)


RECORDED = Statement(_recorded)
