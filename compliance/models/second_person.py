"""Who may be the second of the two people that a disposal takes: for one record, and for many at once."""

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

from incidents.models import Incident, Involvement
from incidents.models.handling import Interest
from incidents.querysets import account, accused_accounts
from incidents.typed_names import may_be_meant
from people.models import Membership, School, User

from ..access.disposals import SECONDS

if TYPE_CHECKING:
    from .disposals import Disposal


def seconds_of(disposals: "Collection[Disposal]") -> list[list[User]]:
    """Of each, in the same order: senior leaders who are no part of it nor close to it; else the chair.

    The number of queries is that of the schools, and of the restricted incidents among them.
    """
    incidents = [each.incident for each in disposals if each.incident]
    near = _near_to(incidents)
    holders = {school: _holders(school) for school in {each.school for each in disposals}}
    return [_of_one(each, holders[each.school], near) for each in disposals]


def _holders(school: School) -> list[list[User]]:
    """Those who hold each of the roles here, the first role first."""
    found = list(Membership.objects.contacts(school, *SECONDS))
    return [[holder.user for holder in found if holder.role == role] for role in SECONDS]


def _near_to(incidents: list[Incident]) -> dict[int, set[int]]:
    """By the key of the incident: accounts of who is part of it, declared an interest, or is the head it is about."""
    near: defaultdict[int, set[int]] = defaultdict(set)
    parts = Involvement.objects.filter(incident__in=incidents).order_by().values_list("incident", account())
    declared = Interest.objects.filter(incident__in=incidents).order_by().values_list("incident", "user")
    for incident, user in (*parts, *declared):
        near[incident].add(user)
    for incident in incidents:
        if incident.about_headteacher:
            near[incident.pk] |= accused_accounts([incident])
    return near


def _of_one(disposal: "Disposal", holders: list[list[User]], near: dict[int, set[int]]) -> list[User]:
    incident = disposal.incident
    barred = {disposal.asked_by_id, *(near.get(incident.pk, ()) if incident else ())}
    for users in holders:
        if incident:
            barred |= may_be_meant(incident, users)
        if free := [user for user in users if user.pk not in barred]:
            return list(dict.fromkeys(free))
    return []
