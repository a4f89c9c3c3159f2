"""What somebody may do at a school, and which role grants it: read from the tables that the rules themselves read."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from compliance.access.breaches import DECIDES_BREACHES, KEEPS_BREACHES
from compliance.access.disposals import DISPOSES, SECONDS
from compliance.access.requests import MAKES_ANSWERS, RECORDS_REQUESTS
from incidents.access.evidence import LOOKS_AFTER_FILES
from incidents.access.phrases import KEEPERS
from incidents.access.transfer import SENDS_FILES
from incidents.routing import DUTIES, Route
from people.models import School, User
from people.roles import (
    CONFIRMS_CHAIRS,
    CONFIRMS_HEADS_ROLES,
    CONFIRMS_ROLES,
    MANAGES,
    OPENS_RECORDS,
    SEES_FAILURES,
    WORKS_IN_SCHOOL,
    Role,
    roles_of,
)
from policies.access import DRAFTS, RECORDS_APPROVAL
from reports.access import PREPARES, READS_RELEASED, RELEASES
from sanctions.access import READS_IN_FORCE

READS = {
    Route.ORDINARY: "Reads and handles ordinary incidents",
    Route.SAFEGUARDING: "Reads and handles incidents about safeguarding, or that may be illegal",
    Route.RESTRICTED: "Reads and handles restricted incidents, about adults who work or volunteer here",
    Route.ABOUT_HEAD: "Reads and handles incidents about the head",
}
# sentence → the roles whose holders may, in the order of the page
POWERS: dict[str, Collection[str]] = {
    "Reports incidents, and keeps a receipt of each": WORKS_IN_SCHOOL,
    **{sentence: DUTIES[route].handlers for route, sentence in READS.items()},
    "Takes lists of incidents out as files": OPENS_RECORDS,
    "Sees which sanctions are in force, and lifts those of incidents that they handle": READS_IN_FORCE,
    "Does tasks, and lifts sanctions, that are given to them": WORKS_IN_SCHOOL,
    "Keeps the frequent phrases": KEEPERS,
    "Sends the file of a pupil who leaves to the new school": SENDS_FILES,
    "Brings damaged files of evidence back, without seeing what they are": LOOKS_AFTER_FILES,
    "Confirms roles that open records": CONFIRMS_ROLES,
    "Confirms the head's roles": CONFIRMS_HEADS_ROLES,
    "Confirms the next chair of governors; a governor, where none sits": CONFIRMS_CHAIRS,
    "Manages people, roles and settings": MANAGES,
    "Sees what could not be sent or done, and has it tried again": SEES_FAILURES,
    "Drafts policies": DRAFTS,
    "Records that a policy was approved": RECORDS_APPROVAL,
    "Keeps the register of data breaches": KEEPS_BREACHES,
    "Decides who is told of a data breach": DECIDES_BREACHES,
    "Records who asks for what is kept about them": RECORDS_REQUESTS,
    "Has the file made that answers them": MAKES_ANSWERS,
    "Sees which records are due to go, and asks for it or confirms it": {*DISPOSES, *SECONDS},
    "Prepares governor reports": PREPARES,
    "Releases governor reports": RELEASES,
    "Reads released governor reports": READS_RELEASED,
}
NOT_THEIR_OWN = "Never reads an incident in which something is alleged against them."
READS_NONE = "Reads no incident, unless added to one by name."


@dataclass(frozen=True, slots=True)
class Power:
    """One thing that somebody may do, and the roles that let them."""

    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody may do at one school, and what not."""

    school: School
    powers: list[Power]
    limits: list[str]


def powers_of(user: User, schools: Collection[School]) -> list[Standing]:
    """At each of these schools where a role of theirs counts today."""
    if not user.is_active:
        return []
    held = {school: roles_of(user).at(school.pk) for school in schools}
    return [
        Standing(school, list(_granted(roles)), [NOT_THEIR_OWN if roles & OPENS_RECORDS else READS_NONE])
        for school, roles in held.items()
        if roles
    ]


def powers_of_role(role: str) -> list[str]:
    return [power.sentence for power in _granted(frozenset([role]))]


def _granted(roles: frozenset[str]) -> Iterator[Power]:
    for sentence, granting in POWERS.items():
        reasons = [role.label for role in Role if role in roles and role in granting]
        if reasons:
            yield Power(sentence, ", ".join(reasons))
