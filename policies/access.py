"""Who may read, edit and approve policies."""

from typing import TYPE_CHECKING

from core.access import Access, Rule
from people.roles import Role, roles_of

from . import states

if TYPE_CHECKING:
    from collections.abc import Iterable

    from people.models import School, User

    from .models import Matrix, Policy, PolicyVersion

DRAFTS = (Role.COORDINATOR, Role.HEADTEACHER, Role.SENIOR_LEADER, Role.ADMINISTRATOR)
RECORDS_APPROVAL = (Role.HEADTEACHER, Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS)


class PolicyAccess(Access):
    """Everybody with a role at a school reads its policies; those who draft them also edit drafts."""

    @staticmethod
    def read(user: "User", subject: object) -> Rule:
        yield roles_of(user).has(), "Policies are shown to those who have a role at a school."

    @staticmethod
    def start(user: "User", schools: "Iterable[School] | None" = None) -> Rule:
        mine = roles_of(user).schools(*DRAFTS)
        yield mine, "A policy is started by the administrator, the coordinator, the head or a senior leader."
        yield all(school.pk in mine for school in schools or ()), "You do not draft policies for all of these schools."

    @staticmethod
    def draft(user: "User", policy: "Policy") -> Rule:
        yield not policy.is_standard, "The standard set is built in: start a policy of your own from it."
        yield (
            roles_of(user).schools(*DRAFTS) & policy.school_ids,
            "Drafts are made by the administrator, the coordinator, the head or a senior leader.",
        )
        yield (
            not any(version.status in states.BEING_WRITTEN for version in policy.versions.all()),
            "A draft of this policy is already being written.",
        )

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
        yield (
            version.started_by_id != user.pk or not version.policy.needs_a_second_person,
            "Somebody else approves a draft that you started, because the school asks for a second person.",
        )
