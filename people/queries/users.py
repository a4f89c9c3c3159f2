"""Lists of users, and what has happened to an account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Prefetch, Q, QuerySet

from core.history import Change, changes
from core.normalising import written
from people.access import UserAccess
from people.models import Membership, School, User
from people.names import BY_SURNAME


def users_managed_by(user: User) -> QuerySet[User]:
    """For the list: each with the roles held now at schools that this user manages."""
    roles = Membership.objects.managed_by(user).not_ended().select_related("school", "federation")
    listed = User.objects.managed_by(user).order_by(*BY_SURNAME)
    return listed.prefetch_related(Prefetch("memberships", roles, to_attr="roles_here"))


def narrowed(users: QuerySet[User], said: dict[str, Any]) -> QuerySet[User]:
    """By what the filter says: words of the name or address, a role, a school, a state."""
    for word in said.get("q", "").split()[:6]:
        users = users.filter(Q(name__iregex=written(word)) | Q(email__icontains=word))
    held = Membership.objects.not_ended()
    if role := said.get("role"):
        held = held.filter(role=role)
    if code := said.get("school"):
        held = held.touching(School.objects.filter(code=code).values_list("pk", flat=True))
    if said.get("state") == "waiting":
        held = held.waiting()
    if role or code or said.get("state") == "waiting":
        users = users.filter(pk__in=held.values("user"))
    if said.get("state") == "invited":
        users = users.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    if said.get("state") == "closed":
        users = users.filter(is_active=False)
    return users


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an account or to one of its roles."""

    at: datetime
    who: str
    what: str
    reason: str


def history_of(account: User, viewer: User) -> list[Event]:
    """What happened to the account and to its roles where the viewer manages people, newest first. Four queries."""
    shown = account.history.all() if UserAccess.allows(viewer, "read_details", account) else account.history.none()
    details = changes(shown, fields=("name", "email", "job_title", "phone", "is_active"))
    told = [Event(each.at, each.who, _in_words(each), each.reason) for each in details]
    roles = Membership.objects.managed_by(viewer).filter(user=account).select_related("school", "federation")
    names = {role.pk: str(role) for role in roles}
    rows = list(Membership.history.filter(id__in=list(names)))
    given = [row for row in rows if row.history_type == "+"]
    told += [Event(row.history_date, row.history_user_name, f"{names[row.id]}: given", "") for row in given]
    dates = changes(rows, fields=("starts_on", "ends_on"), subject=lambda row: names[row.id])
    told += [Event(each.at, each.who, f"{each.subject}: {each.field} {each.new}", each.reason) for each in dates]
    opened = changes(rows, fields=("confirmed_by",), subject=lambda row: names[row.id])
    told += [Event(each.at, each.who, f"{each.subject}: {_confirmed(each)}", "") for each in opened]
    told.reverse()  # of one moment, what was told last comes first
    return sorted(told, key=lambda event: event.at, reverse=True)


def _in_words(change: Change) -> str:
    return f"{change.field.capitalize()}: {change.new}, before {change.old}"


def _confirmed(change: Change) -> str:
    return "waits to be confirmed again" if change.new == "nothing" else "confirmed"


def schools_managed_by(user: User) -> list[School]:
    return list(School.objects.managed_by(user))
