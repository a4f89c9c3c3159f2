"""Who attaches files to an incident, who opens them, and who may have them destroyed."""

from typing import TYPE_CHECKING

from core.access import Access, Rule
from people.models import Agency
from people.roles import Role, roles_of

from .conditions import handles, has_declared, not_ended

if TYPE_CHECKING:
    from people.models import User

    from ..models import Destruction, Evidence, Incident

# Who brings files back that are missing or damaged where they are stored: without anything of their incidents.
LOOKS_AFTER_FILES = (Role.TECHNICIAN, Role.ADMINISTRATOR)
NO_FILES = "Images of children may be part of this incident: nothing is attached, and nobody opens what is there."
NOT_THE_SECOND = (
    "A senior leader who is not part of the incident, and did not ask for it, confirms this; where there is none, "
    "the chair."
)


def _investigates(user: "User", incident: "Incident") -> bool:
    """Whether the user is one of the two, in an investigation that is open, and is no part of the incident.

    They find the screenshots, and what nobody may look at: docs/decisions/0125.
    """
    named = any(one.is_open and one.place_of(user) for one in incident.investigations.all())
    return named and incident.standing_of(user).reads and not incident.concerns(user)


class Attaching(Access):
    """What is asked about an incident as a whole."""

    @staticmethod
    def attach_evidence(user: "User", incident: "Incident") -> Rule:
        yield (
            incident.standing_of(user).handles or _investigates(user, incident),
            "Only somebody who handles this incident, or investigates it now, can attach evidence to it.",
        )
        yield not incident.images_of_children, NO_FILES
        yield not_ended(incident, "takes no evidence: ask for it to be reopened")

    @staticmethod
    def mark_images(user: "User", incident: "Incident") -> Rule:
        yield (
            incident.standing_of(user).handles or _investigates(user, incident),
            "Only somebody who handles this incident, or investigates it now, can say this.",
        )
        yield not incident.images_of_children, "It already says that images of children may be part of it."

    @staticmethod
    def print_chain(user: "User", incident: "Incident") -> Rule:
        yield from incident.access.print_record(user, incident)


class EvidenceAccess(Access):
    """What is asked about one file."""

    @staticmethod
    def look_after_files(user: "User", subject: object) -> Rule:
        yield (
            roles_of(user).has(*LOOKS_AFTER_FILES),
            "Stored files are looked after by the technician and the administrator.",
        )

    @staticmethod
    def read(user: "User", evidence: "Evidence") -> Rule:
        yield evidence.incident.standing_of(user).reads, "This incident is not for you to read."

    @staticmethod
    def open(user: "User", evidence: "Evidence") -> Rule:
        standing = evidence.incident.standing_of(user)
        yield standing.reads, "This incident is not for you to read."
        yield not evidence.is_destroyed, f"It was {evidence.end_in_words}."
        yield not evidence.incident.images_of_children, NO_FILES
        yield (
            evidence.withdrawn_at is None or standing.is_authority,
            "It was withdrawn: only the head (or the chair, about the head) opens it.",
        )

    @staticmethod
    def withdraw(user: "User", evidence: "Evidence") -> Rule:
        yield handles(user, evidence.incident, "withdraw evidence")
        yield has_declared(user, evidence.incident)
        yield not evidence.is_destroyed, f"It was {evidence.end_in_words}."
        yield evidence.withdrawn_at is None, "It is already withdrawn."
        yield not_ended(evidence.incident)

    @staticmethod
    def hand_over(user: "User", evidence: "Evidence") -> Rule:
        yield handles(user, evidence.incident, "hand evidence on")
        yield has_declared(user, evidence.incident)
        yield not evidence.is_destroyed, f"It was {evidence.end_in_words}."

    @staticmethod
    def ask_destruction(user: "User", evidence: "Evidence") -> Rule:
        incident = evidence.incident
        yield (
            incident.standing_of(user).is_authority,
            "Only the head (or the chair, about the head) asks for evidence to be destroyed.",
        )
        yield has_declared(user, incident)
        yield not evidence.is_destroyed, f"It was {evidence.end_in_words}."
        yield (
            incident.images_of_children,
            "Evidence is kept. Only images of children are destroyed, and only as the Police instruct.",
        )
        yield (
            incident.referrals.told().filter(agency=Agency.Kind.POLICE).exists(),
            "Only the Police can instruct it: record the referral to them first.",
        )
        yield not hasattr(evidence, "destruction"), "It has already been asked for: somebody else confirms it now."


class DestructionAccess(Access):
    """Two people destroy evidence. The second one sees what it is, and nothing of the record."""

    @staticmethod
    def read(user: "User", destruction: "Destruction") -> Rule:
        yield (
            destruction.confirmed_by_id == user.pk or user in destruction.seconds(),
            NOT_THE_SECOND,
        )

    @staticmethod
    def confirm(user: "User", destruction: "Destruction") -> Rule:
        yield destruction.asked_by_id != user.pk, "You asked for it yourself: somebody else confirms it."
        yield (
            user in destruction.seconds(),
            NOT_THE_SECOND,
        )
        yield not destruction.evidence.is_destroyed, "It is already destroyed."
        incident = destruction.evidence.incident
        yield (
            incident.images_of_children,
            "It no longer says that images of children are part of this: evidence is kept.",
        )
        cleared = incident.history.filter(images_of_children=False, history_date__gt=destruction.asked_at)
        yield (
            not cleared.exists(),
            "Since then it has been said that no images of children are part of this: call it off and ask again.",
        )

    @staticmethod
    def call_off(user: "User", destruction: "Destruction") -> Rule:
        yield (
            destruction.evidence.incident.standing_of(user).is_authority,
            "Only the head (or the chair, about the head) calls it off.",
        )
        yield has_declared(user, destruction.evidence.incident)
        yield destruction.confirmed_at is None, "It is already destroyed."
