"""Who may do what with incidents."""

from typing import TYPE_CHECKING, Any

from core.access import Access, Rule
from people.roles import OPENS_RECORDS, WORKS_IN_SCHOOL, roles_of

from .. import states
from ..codes import Finding
from ..investigation_states import InvestigationStatus
from ..routing import DUTIES
from .alleging import Alleging
from .conditions import handles, has_declared, not_ended
from .consulting import Consulting, ReferralAccess
from .devices import DeviceAccess, Isolating
from .evidence import Attaching, DestructionAccess, EvidenceAccess
from .investigation import Investigating, InvestigationAccess
from .phrases import PhraseAccess
from .recording import Recording
from .sharing import Sharing
from .tasks import TaskAccess
from .transfer import TransferAccess

if TYPE_CHECKING:
    from people.models import School, User

    from ..models import Incident


__all__ = [
    "DestructionAccess",
    "DeviceAccess",
    "EvidenceAccess",
    "IncidentAccess",
    "InvestigationAccess",
    "PhraseAccess",
    "ReferralAccess",
    "TaskAccess",
    "TransferAccess",
]

# What a target in an incident may do, or be asked to, before having said whether to stay or to step back.
WITHOUT_DECLARING = frozenset(
    {
        "report",
        "keep_receipt",
        "read_log",
        "read",
        "declare_interest",
        "become_handler",
        "become_reader",
        "become_reviewer",
        "stand_in_as_reviewer",
        "be_asked",
    }
)


class IncidentAccess(Alleging, Sharing, Recording, Attaching, Investigating, Isolating, Consulting, Access):
    """The verbs of the log and of one incident. Reading is decided by the queryset alone."""

    @classmethod
    def refusal(cls, user: Any, action: str, subject: Any = None) -> str | None:
        """As everywhere; and no verb is for a target in the incident who has not declared it."""
        reason = super().refusal(user, action, subject)
        if reason is None and action not in WITHOUT_DECLARING and hasattr(subject, "standing_of"):
            declared, why_not = has_declared(user, subject)
            return None if declared else why_not
        return reason

    @staticmethod
    def report(user: "User", school: "School | None") -> Rule:
        yield (
            roles_of(user).has(*WORKS_IN_SCHOOL),
            "Incidents are reported by those who work in a school. Tell a member of staff.",
        )
        yield (
            school is None or school.pk in roles_of(user).schools(*WORKS_IN_SCHOOL),
            "You can report only at a school where you work.",
        )

    @staticmethod
    def keep_receipt(user: "User", incident: "Incident") -> Rule:
        yield incident.reported_by_id == user.pk, "Only the reporter keeps this receipt."

    @staticmethod
    def correct_own(user: "User", incident: "Incident") -> Rule:
        yield incident.reported_by_id == user.pk, "Only the reporter adds a correction here."
        yield (
            not incident.accuses(user),
            "Nothing can be added to this report here. Tell the safeguarding lead.",
        )
        yield (
            incident.is_open,
            f"This incident is closed. If you learn something new, report it again and name {incident.reference}.",
        )

    @staticmethod
    def complete(user: "User", incident: "Incident") -> Rule:
        standing = incident.standing_of(user)
        is_reporter = incident.reported_by_id == user.pk and not incident.accuses(user)
        yield standing.handles or is_reporter, "Only the reporter or somebody who handles this incident completes it."
        yield incident.to_complete, "Nothing is left to complete."
        yield (
            standing.handles or incident.status == states.Status.REPORTED,
            "This incident is being reviewed by now: add a correction instead.",
        )
        yield not_ended(incident)

    @staticmethod
    def read_log(user: "User", subject: object) -> Rule:
        yield (
            roles_of(user).has(*OPENS_RECORDS)
            or user.readings.filter(incident__school__in=roles_of(user).schools()).exists(),
            "The log is for the coordinator, the safeguarding lead and the head. Your own reports are under Receipts.",
        )

    @staticmethod
    def assign_several(user: "User", subject: object) -> Rule:
        yield (
            roles_of(user).has(*(role for duty in DUTIES.values() for role in duty.handlers)),
            "Incidents are assigned by those who handle them.",
        )

    @staticmethod
    def export(user: "User", subject: object) -> Rule:
        yield (
            roles_of(user).has(*OPENS_RECORDS),
            "Lists are taken out by the coordinator, the safeguarding lead and the head: you read it here.",
        )

    @staticmethod
    def read(user: "User", incident: "Incident") -> Rule:
        yield incident.standing_of(user).reads, "This incident is not for you to read."

    @staticmethod
    def review(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "review it")
        yield _allowed(incident, "review", "reviewed")

    @staticmethod
    def add_entry(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "add an entry")
        yield not_ended(incident, "takes no entries: ask for it to be reopened")

    @staticmethod
    def take_over(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "take it over")
        yield incident.handler_id != user.pk, "You are its handler."
        yield (
            incident.status in (states.Status.UNDER_REVIEW, states.Status.WITH_AUTHORITIES),
            "An incident is taken over while it is under review or with the authorities.",
        )

    @staticmethod
    def assign(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "assign it")
        yield not_ended(incident, "has nobody to handle it: reopen it first")

    @staticmethod
    def become_handler(user: "User", incident: "Incident") -> Rule:
        """Asked about the one whom it is assigned to."""
        yield user.is_active, f"The account of {user} is closed."
        yield incident.standing_of(user).handles, f"{user} may not handle this incident: choose somebody else."
        yield (
            not incident.standing_of(user).must_declare,
            f"{user} is a target in it and has not declared an interest yet: choose somebody else.",
        )
        yield incident.handler_id != user.pk, f"{user} is already its handler."

    @staticmethod
    def choose_row(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "choose its policy row")
        yield (
            incident.status == states.Status.UNDER_REVIEW,
            "The policy row is chosen while the incident is under review.",
        )

    @staticmethod
    def record_parents(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "record this")
        yield not_ended(incident)

    @staticmethod
    def choose_misuse(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "say which misuse it was")
        yield (
            incident.status == states.Status.UNDER_REVIEW,
            "Which misuse it was is said while the incident is under review.",
        )

    @staticmethod
    def decide_actions(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "decide on its actions")
        yield (
            incident.status == states.Status.UNDER_REVIEW,
            "Actions are decided while the incident is under review.",
        )

    @staticmethod
    def notify_authorities(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "refer it")
        yield _allowed(incident, "notify_authorities", "referred to the authorities")

    @staticmethod
    def decide_not_to_refer(user: "User", incident: "Incident") -> Rule:
        yield (
            incident.standing_of(user).closes,
            "The safeguarding lead or the head decides that it is not referred."
            if incident.is_serious
            else "Only somebody who handles this incident can decide that it is not referred.",
        )
        asked = incident.awaits_police or incident.awaits_agencies or incident.table_asks_to_refer
        yield (
            asked or not incident.authority_outcome or incident.answer_is_held or incident.nobody_answered,
            "The authorities have answered: their answer stands.",
        )
        yield (
            asked or incident.is_illegal or incident.is_police_case,
            "Nothing here is what the policy refers to others.",
        )
        yield (
            incident.status in (states.Status.REPORTED, states.Status.UNDER_REVIEW),
            f"An incident that is {incident.get_status_display().lower()} is no longer decided on.",
        )

    @staticmethod
    def record_answer(user: "User", incident: "Incident") -> Rule:
        yield (
            incident.standing_of(user).closes,
            "The safeguarding lead or the head records the answer of the authorities.",
        )
        yield not_ended(incident, "takes no answer: ask for it to be reopened")
        yield _allowed(incident, "record_answer", "answered: nobody was asked")
        yield (
            incident.who_may_answer,
            "Everybody who was told of it has answered: if they say more, refer it again and record that.",
        )

    @staticmethod
    def close(user: "User", incident: "Incident") -> Rule:
        standing = incident.standing_of(user)
        yield standing.reads, "Only somebody who handles this incident can close it."
        yield standing.handles or not incident.is_serious, "The safeguarding lead or the head closes this incident."
        yield standing.closes, "Only somebody who handles this incident can close it."
        yield _allowed(incident, "close", "closed")
        missing = incident.missing_for_closure
        yield not missing, "Before it can close: " + "; ".join(point.text for point in missing) + "."

    @staticmethod
    def record_debrief(user: "User", incident: "Incident") -> Rule:
        yield incident.standing_of(user).closes, "Only somebody who closes such an incident adds to its debrief."
        yield (
            incident.status == states.Status.CLOSED,
            "What was learnt is written down when the incident is closed, and afterwards.",
        )

    @staticmethod
    def read_debriefs(user: "User", subject: object) -> Rule:
        yield from IncidentAccess.read_log(user, subject)

    @staticmethod
    def withdraw(user: "User", incident: "Incident") -> Rule:
        standing = incident.standing_of(user)
        yield standing.handles, "Only somebody who handles this incident can withdraw it."
        yield _allowed(incident, "withdraw", "withdrawn")
        owed = incident.owed_to_authorities
        yield not owed, "Before it is withdrawn: " + "; ".join(point.text for point in owed) + "."
        yield (
            incident.authority_outcome != states.Answer.FINISHED,
            "The authorities investigated it: close it with its finding.",
        )
        yield (
            not any(one.status == InvestigationStatus.SIGNED_ONCE for one in incident.investigations.all()),
            "One of the reviewers has signed its investigation: have the other sign, or take it up again.",
        )
        yield (
            not any(one.is_sealed and one.finding == Finding.SUBSTANTIATED for one in incident.investigations.all()),
            "Both reviewers have signed that it happened: close it with its finding.",
        )

    @staticmethod
    def reopen(user: "User", incident: "Incident") -> Rule:
        yield (
            incident.standing_of(user).is_authority,
            "Only the head (or the chair, about the head) reopens an incident.",
        )
        yield _allowed(incident, "reopen", "reopened")


def _allowed(incident: "Incident", verb: str, done: str) -> tuple[bool, str]:
    status = incident.get_status_display().lower()
    return states.allows(incident.status, verb), f"An incident that is {status} cannot be {done}."
