"""Who may read, edit and approve policies."""

from typing import TYPE_CHECKING

from core import clock
from core.access import Access, Rule
from people.roles import Role, roles_of

from . import states

if TYPE_CHECKING:
    from collections.abc import Iterable

    from people.models import School, User

    from .models import Coverage, DraftNote, Matrix, Policy, PolicyVersion, Section, Signature
    from .queries import Agreement

DRAFTS = (Role.COORDINATOR, Role.HEADTEACHER, Role.SENIOR_LEADER, Role.ADMINISTRATOR)
DRAFTERS = "the administrator, the coordinator, the head or a senior leader"
RECORDS_APPROVAL = (Role.HEADTEACHER, Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS)
KEEPS_SIGNATURES = DRAFTS
NOT_IN_FORCE = "No version of this agreement is in force at your school today: it is signed from its first day on."
CHECKS_POLICIES = (
    Role.COORDINATOR,
    Role.HEADTEACHER,
    Role.SENIOR_LEADER,
    Role.GOVERNOR,
    Role.CHAIR_OF_GOVERNORS,
    Role.ADMINISTRATOR,
)


class PolicyAccess(Access):
    """Everybody with a role at a school reads its policies; those who draft them also edit drafts."""

    @staticmethod
    def read(user: "User", subject: object) -> Rule:
        yield roles_of(user).has(), "Policies are shown to those who have a role at a school."

    @staticmethod
    def check(user: "User", subject: object) -> Rule:
        yield (
            roles_of(user).has(*CHECKS_POLICIES),
            "Checks are for the coordinator, the administrator, the head, senior leaders and governors.",
        )

    @staticmethod
    def start(user: "User", schools: "Iterable[School] | None" = None) -> Rule:
        mine = roles_of(user).schools(*DRAFTS)
        yield mine, f"A policy is started by {DRAFTERS}."
        yield all(school.pk in mine for school in schools or ()), "You do not draft policies for all of these schools."

    @staticmethod
    def draft(user: "User", policy: "Policy") -> Rule:
        yield not policy.is_standard, "The standard set is built in: start a policy of your own from it."
        yield roles_of(user).schools(*DRAFTS) & policy.school_ids, f"Drafts are made by {DRAFTERS}."
        yield (
            not any(version.status in states.BEING_WRITTEN for version in policy.versions.all()),
            "A draft of this policy is already being written.",
        )

    @staticmethod
    def cover(user: "User", policy: "Policy") -> Rule:
        yield not policy.is_standard, "The standard set applies wherever a school has no policy of its own."
        yield roles_of(user).schools(*DRAFTS) & policy.school_ids, f"Schools are added by {DRAFTERS}."

    @staticmethod
    def end_coverage(user: "User", coverage: "Coverage") -> Rule:
        yield (
            coverage.school_id in roles_of(user).schools(*DRAFTS),
            f"It is ended by {DRAFTERS} of the school.",
        )
        yield (
            coverage.ends_on is None or coverage.ends_on >= clock.today(),
            "It has ended. Whoever drafts this policy for its other schools, and for this one, adds the school again.",
        )

    @staticmethod
    def edit(user: "User", version: "PolicyVersion") -> Rule:
        yield not version.policy.is_standard, "The standard set is built in: nobody edits it."
        yield _drafts(user, version), f"Drafts are edited by {DRAFTERS}."
        yield (
            version.status != states.Status.SUBMITTED,
            "This draft is submitted for approval: it can be edited once it is sent back.",
        )
        yield (
            version.status == states.Status.DRAFT,
            f"A version that is {version.get_status_display().lower()} cannot be edited: make a new draft.",
        )

    @staticmethod
    def read_notes(user: "User", policy: "Policy") -> Rule:
        yield (
            roles_of(user).schools(*DRAFTS, *RECORDS_APPROVAL) & policy.school_ids,
            "What is noted for the next draft is for those who draft the policy, or record its approval.",
        )

    @staticmethod
    def write_note(user: "User", policy: "Policy") -> Rule:
        yield not policy.is_standard, "The standard set is built in: start a policy of your own to change something."
        yield (
            roles_of(user).schools() & policy.school_ids,
            "Notes are written by those who have a role at a school that the policy covers.",
        )

    @staticmethod
    def settle(user: "User", note: "DraftNote") -> Rule:
        yield roles_of(user).schools(*DRAFTS) & note.policy.school_ids, f"Notes are settled by {DRAFTERS}."
        yield not note.is_settled, f"This note has already been settled: {note.settled_with}"

    @staticmethod
    def write(user: "User", section: "Section") -> Rule:
        yield from PolicyAccess.edit(user, section.version)

    @staticmethod
    def decide(user: "User", matrix: "Matrix") -> Rule:
        yield from PolicyAccess.edit(user, matrix.version)

    @staticmethod
    def submit(user: "User", version: "PolicyVersion") -> Rule:
        yield not version.policy.is_standard, "The standard set is built in: nobody submits it."
        yield _drafts(user, version), f"Drafts are submitted by {DRAFTERS}."
        yield version.status != states.Status.SUBMITTED, "This draft is already submitted."
        yield from _may_happen(version, "submit", "submitted")

    @staticmethod
    def send_back(user: "User", version: "PolicyVersion") -> Rule:
        yield not version.policy.is_standard, "The standard set is built in: nobody sends it back."
        yield (
            _drafts(user, version) or _records_approval(user, version),
            "A version is sent back by those who draft it, or who record its approval.",
        )
        yield version.status != states.Status.DRAFT, "This is already a draft: it has not been submitted."
        yield from _may_happen(version, "send_back", "sent back")

    @staticmethod
    def withdraw(user: "User", version: "PolicyVersion") -> Rule:
        yield not version.policy.is_standard, "The standard set is built in: nobody withdraws it."
        yield _drafts(user, version), f"Drafts are withdrawn by {DRAFTERS}."
        yield from _may_happen(version, "withdraw", "withdrawn")

    @staticmethod
    def approve(user: "User", version: "PolicyVersion") -> Rule:
        yield not version.policy.is_standard, "The standard set is built in: nobody approves it."
        yield _records_approval(user, version), "The approval is recorded by the head, a governor or the chair."
        yield (
            version.status != states.Status.DRAFT,
            "A draft is submitted first, so that nobody edits it while the board reads it.",
        )
        yield from _may_happen(version, "approve", "approved")
        yield (
            not version.policy.needs_a_second_person or not version.is_work_of(user),
            "Somebody else approves what you started, wrote in or submitted: the school asks for a second person.",
        )


def _drafts(user: "User", version: "PolicyVersion") -> bool:
    return bool(roles_of(user).schools(*DRAFTS) & version.policy.school_ids)


def _records_approval(user: "User", version: "PolicyVersion") -> bool:
    return bool(roles_of(user).schools(*RECORDS_APPROVAL) & version.policy.school_ids)


def _may_happen(version: "PolicyVersion", verb: str, participle: str) -> Rule:
    yield (
        states.allows(version.status, verb),
        f"A version that is {version.get_status_display().lower()} cannot be {participle}.",
    )


class AgreementAccess(Access):
    """Agreements: those they are for sign them on screen; those who draft policies also keep the signatures."""

    @staticmethod
    def read(user: "User", subject: object = None) -> Rule:
        yield roles_of(user).has(), "Agreements are shown to those who have a role at a school."

    @staticmethod
    def sign(user: "User", agreement: "Agreement | None") -> Rule:
        yield agreement is not None, NOT_IN_FORCE
        if agreement is None:
            return
        yield agreement.is_on_screen, "This agreement is signed on paper or in class; the office records it."
        yield (
            roles_of(user).at(agreement.school.pk) & agreement.roles,
            f"You need not sign this agreement: it is for {agreement.audience}.",
        )
        yield agreement.signature_of(user) is None, "You have signed this version."

    @staticmethod
    def keep_any(user: "User", subject: object = None) -> Rule:
        yield (
            roles_of(user).has(*KEEPS_SIGNATURES),
            "Signatures are kept by the administrator, the coordinator, the head and senior leaders.",
        )

    @staticmethod
    def keep(user: "User", agreement: "Agreement | None") -> Rule:
        """Seeing who has signed, recording it, reminding."""
        yield from AgreementAccess.keep_any(user)
        yield agreement is not None, NOT_IN_FORCE
        if agreement is None:
            return
        yield agreement.school.pk in _kept_by(user), "The signatures of this school are kept by others."

    @staticmethod
    def remind(user: "User", agreement: "Agreement | None") -> Rule:
        yield from AgreementAccess.keep(user, agreement)
        yield (
            agreement is not None and agreement.is_on_screen,
            "Only those who sign on screen are reminded by e-mail.",
        )

    @staticmethod
    def read_signature(user: "User", signature: "Signature") -> Rule:
        yield (
            signature.user_id == user.pk or signature.school_id in _kept_by(user),
            "A signature is shown to whoever signed, and to those who keep it.",
        )

    @staticmethod
    def take_back(user: "User", signature: "Signature") -> Rule:
        yield signature.school_id in _kept_by(user), "The signatures of this school are kept by others."
        yield not signature.is_taken_back, "This signature has already been taken back."


def _kept_by(user: "User") -> frozenset[int]:
    """Ids of the schools whose signatures the user keeps."""
    return roles_of(user).schools(*KEEPS_SIGNATURES)
