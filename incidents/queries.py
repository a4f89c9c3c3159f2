"""What the pages of the log read, each in a constant number of queries."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from core.access import Refused
from core.history import Change, changes
from core.normalising import folded
from core.statements import Statement, several
from people.models import Agency, Membership, School, User
from people.roles import WORKS_IN_SCHOOL, Role
from policies.models import Decision, Matrix, PolicyVersion, Row
from policies.queries.approved import OfApproved

from .access.investigation import SENIOR
from .full_incident import may_have
from .models import (
    Incident,
    Involvement,
    Relation,
)
from .models.involvement import TAKEN_OUT
from .querysets import TARGET, account, accused_accounts, accused_in, kept_from
from .routing import DUTIES, Route
from .telling import NO_FEDERATION
from .typed_names import may_be_meant

A_WEEK = timedelta(days=7)
SUGGESTED = 5  # incidents that may belong together

TOLD_OF_INCIDENT = (
    "status", "branch", "way_in", "safeguarding", "restricted", "about_headteacher", "images_of_children",
    "data_breach", "finding", "outcome", "debrief", "what_changed", "authority_outcome", "occurred_at", "place",
    "place_detail", "device", "told_by", "told_in_person", "immediate_action", "device_kept", "four_c", "description",
    "user_action",
)  # fmt: skip
TOLD_OF_INVOLVEMENT = (
    "part", "parents", "parents_informed_on", "parents_informed_by", "parents_reason", "voice",
    "parents_voice",
)  # fmt: skip


def may_be_asked(incident: Incident) -> list[tuple[str, list[tuple[int, str]]]]:
    """Whom one may ask to do something about it, in groups, each by key with the roles beside the name."""
    holders = Membership.objects.contacts(incident.school, *WORKS_IN_SCHOOL)
    roles: dict[int, set[Role]] = {}
    for holder in holders:
        roles.setdefault(holder.user_id, set()).add(Role(holder.role))
    groups: dict[str, list[tuple[int, str]]] = {"Technicians": [], "Staff": [], "Others who work here": []}
    for user in incident.may_be_asked():
        held = roles[user.pk]
        group = (
            "Technicians" if Role.TECHNICIAN in held else "Staff" if held == {Role.STAFF} else "Others who work here"
        )
        said = ", ".join(str(role.label) for role in Role if role in held)
        groups[group].append((user.pk, f"{user.name}, {said}"))
    return [(group, users) for group, users in groups.items() if users]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy says: the version, its row, and its decision, if it has one."""

    version: PolicyVersion
    row: Row | None
    decision: Decision | None


def verdict_on(incident: Incident) -> Verdict:
    """What the policy in force when it happened says about the row chosen for the incident."""
    row = incident.user_action
    if row is None:
        return Verdict(incident.policy, None, None)
    version = row.group.matrix.version
    decision = next(iter(DECISION.records(version, row.pk)), None)
    return Verdict(version, row, decision)


def _decision(row: int) -> QuerySet[Decision]:
    return Decision.objects.filter(row=row).select_related("column").order_by("pk")[:1]


DECISION = OfApproved(Statement(_decision))


def rows_in_force(incident: Incident) -> tuple[PolicyVersion, list[Row]]:
    """The version in force when it happened, and its user-actions rows with their decisions."""
    rows = Row.objects.filter(group__matrix__version=incident.policy, group__matrix__kind=Matrix.Kind.USER_ACTIONS)
    return incident.policy, list(rows.select_related("group").prefetch_related("decisions__column", "locks__column"))


def who_reads(incident: Incident) -> list[User]:
    """Those who may read this incident now, by name: who handle it, and the named readers.

    Nobody who is accused in it, or stepped back from it.
    """
    roles = DUTIES[incident.route].handlers
    kept = {interest.user_id for interest in incident.interests.all() if interest.stepped_back}
    kept |= accused_in(incident)
    named = several(sorted({reader.user_id for reader in incident.readers.all()}))
    school = incident.school
    here = HOLDERS.records(tuple(map(str, roles)), named, school.pk, school.federation_id or NO_FEDERATION)
    reading = {holder.user_id: holder.user for holder in here if holder.user_id not in kept}
    return sorted(reading.values(), key=lambda user: user.name)


def _holders(roles: tuple[str, ...], named: tuple[int, ...], school: int, federation: int) -> QuerySet[Membership]:
    """Who holds one of these roles at the school today, or any and is named, as `contacts` finds them."""
    there = Q(school=school) | Q(federation=federation)
    held = Membership.objects.in_force().filter(there, user__is_active=True).select_related("user").order_by()
    return held.filter(Q(role__in=roles) | Q(user__in=named))


HOLDERS = Statement(_holders)


def who_would_read(incident: Incident) -> list[Membership]:
    """Who would handle the incident if it were not restricted: nobody accused in it, nobody who stepped back."""
    serious = incident.safeguarding or incident.is_illegal
    route = Route.SAFEGUARDING if serious else Route.ORDINARY
    return not_accused(incident, *DUTIES[route].handlers)


def lado_of(school: School) -> list[Agency]:
    """The designated officers on the school's list, with how to reach them."""
    return list(Agency.objects.filter(school=school, kind=Agency.Kind.LADO))


def involved(incident: Incident, key: int) -> Involvement:
    """One person of an incident. Refused where they were taken out of it, not found where they never were in it."""
    involvement = incident.involvements.select_related("person", "incident__school").filter(pk=key).first()
    if involvement:
        return involvement
    if Involvement.history.filter(incident_id=incident.pk, id=key).exists():
        raise Refused(TAKEN_OUT)
    raise Http404


def told(incident: Incident) -> list[Change]:
    """Every change to the incident and its people, in words, newest first. At most two queries, however many rows."""
    versions = HISTORY.records(incident.pk)
    rows = {version.user_action_id: str(version.user_action) for version in versions if version.user_action}
    names = {involvement.pk: involvement.display_name for involvement in incident.involvements.all()}
    involved = HISTORY_OF_PEOPLE.records(incident.pk) if may_have(incident, "changes_of_people") else []
    for row in involved:  # of those taken out since, too
        names.setdefault(row.id, row.person.name if row.person else row.name)
    return sorted(
        [
            *changes(versions, fields=TOLD_OF_INCIDENT, names={"user_action": rows}),
            *changes(involved, fields=TOLD_OF_INVOLVEMENT, subject=lambda row: names[row.id]),
        ],
        key=lambda change: change.at,
        reverse=True,
    )


def _history(incident: int) -> QuerySet[Any]:
    return Incident.history.filter(id=incident).select_related("user_action")


def _history_of_people(incident: int) -> QuerySet[Any]:
    return Involvement.history.filter(incident_id=incident).select_related("person")


HISTORY, HISTORY_OF_PEOPLE = Statement(_history), Statement(_history_of_people)


def contacts(school: School, *roles: str) -> list[Membership]:
    """Who holds these roles at the school today, one line a person, in the order of the roles."""
    seen: dict[int, Membership] = {}
    for membership in Membership.objects.contacts(school, *roles):
        seen.setdefault(membership.user_id, membership)
    return list(seen.values())


def not_accused(incident: Incident, *roles: str) -> list[Membership]:
    """Who holds these roles at the incident's school, is not accused in it and has not stepped back from it."""
    kept = kept_from(incident)
    return [holder for holder in contacts(incident.school, *roles) if holder.user_id not in kept]


def may_be_let_in(incident: Incident, *roles: str) -> list[Membership]:
    """Of `not_accused`, those whom no typed name may mean: to them it may be opened."""
    return _certain(incident, not_accused(incident, *roles))


def _certain(incident: Incident, holders: list[Membership]) -> list[Membership]:
    uncertain = may_be_meant(incident, [holder.user for holder in holders])
    return [holder for holder in holders if holder.user_id not in uncertain]


def may_be_readers(incident: Incident, text: str) -> list[Membership]:
    """Who holds a role at the school and does not read the incident yet, by words of their name.

    Nobody who is accused in it, or may be, or stepped back from it.
    """
    reading = {holder.user_id for holder in not_accused(incident, *DUTIES[Route(incident.route)].handlers)}
    reading |= set(incident.readers.values_list("user", flat=True))
    barred = reading | kept_from(incident)
    wanted = folded(text).split()
    found = [
        holder
        for holder in contacts(incident.school, *Role.values)
        if holder.user_id not in barred and all(word in folded(holder.user.name) for word in wanted)
    ]
    return _certain(incident, found)


def may_review(incident: Incident) -> list[Membership]:
    """Who may be one of the two who investigate: senior, and neither part of it nor close to it."""
    return _not_concerned(incident, *SENIOR)


def may_stand_in(incident: Incident) -> list[Membership]:
    """Governors who may be the second of the two, where nobody else is left."""
    return _not_concerned(incident, Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS)


def _not_concerned(incident: Incident, *roles: str) -> list[Membership]:
    targets = incident.involvements.filter(part=TARGET).order_by().values_list(account(), flat=True)
    close = incident.interests.order_by().values_list("user", flat=True)
    barred = accused_accounts([incident], targets, close)
    found = [holder for holder in contacts(incident.school, *roles) if holder.user_id not in barred]
    return _certain(incident, found)


def who_helps(incident: Incident, reported: Incident) -> list[Membership]:
    """Whom the reporter turns to if it cannot wait; nobody who is accused in it.

    By how it was `reported`: that it was restricted since is not the reporter's to know.
    """
    if not reported.restricted:
        return not_accused(incident, *DUTIES[Route.SAFEGUARDING].handlers)
    duty = DUTIES[Route.ABOUT_HEAD if reported.about_headteacher else Route.RESTRICTED]
    return not_accused(incident, *duty.handlers) or not_accused(incident, *DUTIES[Route(incident.route)].handlers)


def related_to(incident: Incident, readable: QuerySet[Incident]) -> list[tuple[Relation, Incident]]:
    """The incidents that it belongs together with, of those that may be read. One query."""
    pairs = Relation.objects.filter(Q(first=incident, second__in=readable) | Q(second=incident, first__in=readable))
    return [
        (pair, pair.second if pair.first_id == incident.pk else pair.first)
        for pair in pairs.select_related("first", "second", "by")
    ]


def may_be_related(incident: Incident, readable: QuerySet[Incident]) -> list[Incident]:
    """Readable incidents with one of the same people, reported within a week of it, and not related to it yet."""
    people = incident.involvements.counted().filter(person__isnull=False).values("person")
    same = Involvement.objects.counted().filter(incident=OuterRef("pk"), person__in=people)
    near = (incident.reported_at - A_WEEK, incident.reported_at + A_WEEK)
    related = [other.pk for _, other in related_to(incident, readable)]
    found = readable.filter(Exists(same), reported_at__range=near).exclude(pk__in=[incident.pk, *related])
    return list(found.order_by("-reported_at", "-pk")[:SUGGESTED])
