"""Who manages people, their roles and the settings of a school; and what each may do about their own account."""

from typing import TYPE_CHECKING

from core.access import Access, Rule
from people.roles import AGREES_TO_RESETS, CONFIRMS, CONFIRMS_CHAIRS, MANAGES, SEES_FAILURES, WORKS_IN_SCHOOL, roles_of

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator

    from people.models import Membership, School, SecondStepReset, User
    from people.models.schools import SchoolQuerySet

MANAGERS = "People are managed by the administrator or the head."
ELSEWHERE = "People are managed by the administrator or the head of their own school."
ELSEWHERE_TOO = (
    "This account belongs to another school too: only its owner changes it, or somebody who manages all of its schools."
)
NOT_THE_HEAD = (
    "The chair of governors reads what is alleged against the head: the head neither gives nor ends that role. "
    "Ask the administrator."
)
NOTHING_ASKED = "There is nothing to agree to: it has been done, or was asked for more than a week ago."
LAST_ONE = (
    "A school would be without a head, or without a chair of governors: give somebody else the role and have it "
    "confirmed first."
)


class PeopleAccess(Access):
    @staticmethod
    def manage(user: "User", school: "School | None" = None) -> Rule:
        """The pages about people; at one school, where one is named."""
        yield roles_of(user).has(*MANAGES), MANAGERS
        yield school is None or school.pk in roles_of(user).schools(*MANAGES), ELSEWHERE

    @staticmethod
    def search(user: "User", subject: object) -> Rule:
        yield roles_of(user).has(*WORKS_IN_SCHOOL), "The register is for those who work in the school."

    @staticmethod
    def see_failures(user: "User", subject: object) -> Rule:
        yield roles_of(user).has(*SEES_FAILURES), "Messages that could not be sent are for the administrator."

    @staticmethod
    def try_jobs_again(user: "User", schools: "SchoolQuerySet") -> Rule:
        """Asked about every school there is: a job is no school's own."""
        yield from PeopleAccess.see_failures(user, None)
        yield (
            not schools.exclude(pk__in=roles_of(user).schools(*SEES_FAILURES)).exists(),
            "Only the administrator of all of its schools starts work for all of them again: ask who runs the server.",
        )

    @staticmethod
    def confirm_roles(user: "User", subject: object) -> Rule:
        yield (
            roles_of(user).has(*CONFIRMS, *CONFIRMS_CHAIRS),
            "Roles that open records are confirmed by the head, and the head's own by the chair of governors.",
        )

    @staticmethod
    def keep_own_account(user: "User", subject: object) -> Rule:
        yield user.is_authenticated, "Sign in first."

    @staticmethod
    def set_up_second_step(user: "User", subject: object) -> Rule:
        """A first one with the password alone for a while only; a further one, with the first."""
        yield from PeopleAccess.keep_own_account(user, subject)
        yield (
            user.has_time_to_set_up or not user.needs_second_step or user.has_second_step,
            "The time to set up your second step is over: have a link to choose a password e-mailed to you.",
        )


class UserAccess(Access):
    """One account, as those who manage people see it. Nobody but its owner knows or sets its password."""

    @staticmethod
    def read(user: "User", account: "User") -> Rule:
        yield account.is_managed_by(user), ELSEWHERE

    @staticmethod
    def read_details(user: "User", account: "User") -> Rule:
        """More than the name, the address, and the roles at one's own schools."""
        yield from UserAccess.edit(user, account)

    @staticmethod
    def edit(user: "User", account: "User") -> Rule:
        yield user.pk == account.pk or account.is_managed_by(user), ELSEWHERE
        yield user.pk == account.pk or account.is_wholly_managed_by(user), ELSEWHERE_TOO

    @staticmethod
    def choose_messages(user: "User", account: "User") -> Rule:
        yield account.pk == user.pk, "Only you choose how you are told."

    @staticmethod
    def change_email(user: "User", account: "User") -> Rule:
        """Who reads an account's e-mail can choose its password, and so read what it opens."""
        yield from UserAccess.edit(user, account)
        if user.pk != account.pk:
            yield (
                not account.is_used,
                "Only its owner changes the e-mail address of an account that is in use, on their own page.",
            )
            yield (
                account.was_just_made_by(user),
                "Only whoever made an account corrects its address, on the first day, while nothing else names it.",
            )
            yield (
                not account.memberships.not_ended().opening().exists(),
                "This account holds a role that opens records, or waits for one: end it, and give it again afterwards.",
            )

    @staticmethod
    def give_role(user: "User", account: "User") -> Rule:
        yield user.pk != account.pk, "You cannot give a role to yourself: ask a colleague who manages people."
        yield account.is_managed_by(user), ELSEWHERE
        yield account.is_active, "This account is closed: open it again first."

    @staticmethod
    def invite(user: "User", account: "User") -> Rule:
        yield account.is_managed_by(user), ELSEWHERE
        yield account.is_wholly_managed_by(user), ELSEWHERE_TOO
        yield account.is_active, "This account is closed: open it again first."
        yield (
            not account.is_used,
            "This account is in use. Anybody who has forgotten the password can ask for a link on the sign-in page.",
        )

    @staticmethod
    def close(user: "User", account: "User") -> Rule:
        yield user.pk != account.pk, "You cannot close your own account: ask a colleague who manages people."
        yield account.is_managed_by(user), ELSEWHERE
        yield account.is_active, "This account is already closed."
        yield (
            account.is_wholly_managed_by(user),
            "This person holds a role at another school too: end the roles here instead.",
        )
        yield not any(role.is_chair_where_head(user) for role in account.memberships.not_ended()), NOT_THE_HEAD
        yield not any(role.leaves_nobody() for role in account.opening_roles()), LAST_ONE

    @staticmethod
    def open_again(user: "User", account: "User") -> Rule:
        yield account.is_managed_by(user), ELSEWHERE
        yield not account.is_active, "This account is open."
        yield account.is_wholly_managed_by(user), "This account belongs to another school too: it is opened there."

    @staticmethod
    def remove_second_step(user: "User", way: "Authenticator") -> Rule:
        """One way of one's own; its last one is not taken away where a role asks for it."""
        yield way.user_id == user.pk, "Everybody takes away their own second step, and nobody else's."
        yield (
            not user.needs_second_step or user.has_second_step_beside(way),
            "One of your roles needs a second step: set up another way first, then remove this one.",
        )

    @staticmethod
    def ask_reset(user: "User", account: "User") -> Rule:
        """That the second step of an account be taken away, because it was lost."""
        yield user.pk != account.pk, "You cannot ask for this yourself: ask a colleague who manages people."
        yield account.is_managed_by(user), ELSEWHERE
        yield account.is_active, "This account is closed: open it again first."
        yield account.has_second_step, "This account has no second step."
        yield account.open_reset() is None, "This has already been asked for, and is waiting."

    @staticmethod
    def use_reset(user: "User", reset: "SecondStepReset") -> Rule:
        """Its owner, by the link in their mailbox. A role that was confirmed since asks for the second person too."""
        yield user.pk == reset.user_id, "The link is its owner's alone."
        yield (
            reset.agreed_by_id is not None or not (reset.needs_agreement or user.opening_roles().exists()),
            "This account opens records: a second person has to agree first. Ask for it once more.",
        )

    @staticmethod
    def agree_reset(user: "User", account: "User") -> Rule:
        """To what is asked for an account."""
        reset = account.open_reset()
        yield reset is not None, NOTHING_ASKED
        assert reset is not None  # noqa: S101  the condition before
        yield from UserAccess.agree_to(user, reset)

    @staticmethod
    def agree_to(user: "User", reset: "SecondStepReset") -> Rule:
        """The second person, where the account holds a role that opens records."""
        yield reset.is_open, NOTHING_ASKED
        yield not reset.is_agreed, "This has already been agreed: the link is on its way."
        yield (
            user.pk not in {reset.user_id, reset.asked_by_id},
            "Somebody else has to agree: not the person who asked, and not the account's owner.",
        )
        schools = frozenset[int]().union(*(role.school_ids for role in reset.user.opening_roles()))
        yield (
            schools <= roles_of(user).schools(*AGREES_TO_RESETS),
            "The administrator, the head or the chair of governors of every school of the account agrees.",
        )


class RoleAccess(Access):
    """One role of one user. A role that opens records waits for the authority, and nobody decides on their own."""

    @staticmethod
    def give(user: "User", membership: "Membership") -> Rule:
        yield (
            membership.user_id != user.pk,
            "You cannot give a role to yourself: ask a colleague who manages people.",
        )
        yield (
            membership.school_ids and membership.school_ids <= roles_of(user).schools(*MANAGES),
            "You can give roles only where you manage people: in a federation, at every school of it.",
        )
        yield not membership.is_chair_where_head(user), NOT_THE_HEAD
        yield membership.user.is_active, "This account is closed: open it again first."
        yield not membership.overlaps(), "This person holds this role there already, in that time."

    @staticmethod
    def confirm(user: "User", membership: "Membership") -> Rule:
        yield membership.opens_records, "This role opens no records: nobody has to confirm it."
        yield membership.confirmed_by_id is None, "This role is already confirmed."
        yield not membership.has_ended, "This role has ended: it cannot be confirmed any more."
        yield membership.user_id != user.pk, "You cannot confirm a role of your own."
        yield membership.is_confirmable_by(user), membership.confirmed_by_whom

    @staticmethod
    def decline(user: "User", membership: "Membership") -> Rule:
        yield from RoleAccess.confirm(user, membership)

    @staticmethod
    def end(user: "User", membership: "Membership") -> Rule:
        yield (
            membership.user_id != user.pk,
            "You cannot end a role of your own: ask a colleague who manages people.",
        )
        yield (
            membership.school_ids <= roles_of(user).schools(*MANAGES),
            "You can end roles only where you manage people: in a federation, at every school of it.",
        )
        yield not membership.has_ended, "This role has already ended."
        yield not membership.is_chair_where_head(user), NOT_THE_HEAD
        yield not membership.leaves_nobody(), LAST_ONE
