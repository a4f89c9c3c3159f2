"""Who may read, edit and approve policies."""

from typing import TYPE_CHECKING

from core.access import Access, Rule
from people.roles import Role, roles_of

from . import states

if TYPE_CHECKING:
    from people.models import User

    from .models import Matrix, PolicyVersion

DRAFTS = (Role.COORDINATOR, Role.HEADTEACHER, Role.SENIOR_LEADER, Role.ADMINISTRATOR)
RECORDS_APPROVAL = (Role.HEADTEACHER, Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS)


class PolicyAccess(Access):
    """Everybody with a role at a school reads its policies; those who draft them also edit drafts."""

    @staticmethod
    def read(user: "User", subject: object) -> Rule:
        yield roles_of(user).has(), "Policies are shown to those who have a role at a school."

    @staticmethod
    def edit(user: "User", version: "PolicyVersion") -> Rule:
        yield not version.policy.is_standard, "The standard set is built in: nobody edits it."
        yield (
            roles_of(user).schools(*DRAFTS) & version.policy.school_ids,
            "Drafts are edited by the administrator, the coordinator, the head or a senior leader.",
        )
        yield (
            version.status == states.Status.DRAFT,
            f"A version that is {version.get_status_display().lower()} cannot be edited: make a new draft.",
        )

    @staticmethod
    def decide(user: "User", matrix: "Matrix") -> Rule:
        yield from PolicyAccess.edit(user, matrix.version)

    @staticmethod
    def approve(user: "User", version: "PolicyVersion") -> Rule:
        yield not version.policy.is_standard, "The standard set is built in: nobody approves it."
        yield (
            roles_of(user).schools(*RECORDS_APPROVAL) & version.policy.school_ids,
            "The approval is recorded by the head, a governor or the chair.",
        )
        yield (
            states.allows(version.status, "approve"),
            f"A version that is {version.get_status_display().lower()} cannot be approved.",
        )
