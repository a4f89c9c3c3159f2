"""Who records a data breach, who decides whom to tell, who ends it."""

from typing import TYPE_CHECKING

from core.access import Access, Rule
from incidents.access.conditions import handles, has_declared
from people.roles import Role, roles_of

if TYPE_CHECKING:
    from incidents.models import Incident
    from people.models import School, User

    from ..models import Breach

KEEPS_BREACHES = (Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.HEADTEACHER, Role.SENIOR_LEADER)
# Whether the regulator and the people are told. The chair, where it comes from an incident about the head.
DECIDES_BREACHES = (Role.HEADTEACHER, Role.SENIOR_LEADER, Role.CHAIR_OF_GOVERNORS)
READS_BREACHES = (*KEEPS_BREACHES, Role.CHAIR_OF_GOVERNORS)
CLOSED = "This breach is closed. The head can reopen it, with a reason."


class BreachAccess(Access):
    """What comes from an incident is there for those alone who read the incident: `Breach.objects.readable_by`."""

    @staticmethod
    def read_list(user: "User", subject: object) -> Rule:
        yield (
            roles_of(user).has(*READS_BREACHES),
            "Data breaches are for the head, senior leaders, the safeguarding lead and the coordinator.",
        )

    @staticmethod
    def read(user: "User", breach: "Breach") -> Rule:
        yield (
            type(breach).objects.readable_by(user).filter(pk=breach.pk).exists(),
            "You may not read the incident that this breach comes from.",
        )

    @staticmethod
    def record(user: "User", school: "School | None" = None) -> Rule:
        mine = roles_of(user).schools(*KEEPS_BREACHES)
        yield mine, "A breach is recorded by the head, a senior leader, the safeguarding lead or the coordinator."
        yield school is None or school.pk in mine, "You can record a breach only at your own school."

    @staticmethod
    def open_breach(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "record a breach from it")
        yield has_declared(user, incident)
        yield incident.data_breach, "It is not marked as a possible data breach. Correct the incident first."
        yield not hasattr(incident, "breach"), "Its breach is already in the register."

    @staticmethod
    def assess(user: "User", breach: "Breach") -> Rule:
        yield from _at_work(user, breach)

    @staticmethod
    def tell_regulator(user: "User", breach: "Breach") -> Rule:
        yield from _decides(user, breach)

    @staticmethod
    def tell_people(user: "User", breach: "Breach") -> Rule:
        yield from _decides(user, breach)

    @staticmethod
    def close(user: "User", breach: "Breach") -> Rule:
        yield from _decides(user, breach)
        yield breach.risk, "Assess the risk first."
        yield breach.is_decided, "Record first whether the regulator was told, or why not."
        yield breach.people_said, "Record first whether the people were told, or why not."

    @staticmethod
    def reopen(user: "User", breach: "Breach") -> Rule:
        yield from BreachAccess.read(user, breach)
        heads = roles_of(user).at(breach.school_id) & {Role.HEADTEACHER, Role.CHAIR_OF_GOVERNORS}
        yield heads, "A breach is reopened by the head."
        yield breach.closed_at, "It is not closed."


def _at_work(user: "User", breach: "Breach") -> Rule:
    yield from BreachAccess.read(user, breach)
    yield breach.closed_at is None, CLOSED
    if breach.incident:
        yield has_declared(user, breach.incident)


def _decides(user: "User", breach: "Breach") -> Rule:
    yield from _at_work(user, breach)
    yield (
        roles_of(user).at(breach.school_id) & set(DECIDES_BREACHES),
        "The head or a senior leader decides whom to tell. Assess the risk, and ask them.",
    )
