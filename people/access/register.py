"""Who manages the register."""

from typing import TYPE_CHECKING

from core.access import Access, Rule
from people.roles import MANAGES, Role, roles_of

if TYPE_CHECKING:
    from people.imports.plans import Entry
    from people.models import Person, RegisterImport, RollOver, School, User


class RegisterAccess(Access):
    """The register: its entries, files brought into it, and the start of a year. Reading is decided by the scope."""

    @staticmethod
    def manage(user: "User", school: "School | None" = None) -> Rule:
        """The pages of the register; of one school, where one is named."""
        yield (
            roles_of(user).has(*MANAGES),
            "The register is managed by the administrator or the head.",
        )
        yield school is None or _manages(user, school.pk), "You manage the registers of your own schools only."

    @staticmethod
    def read(user: "User", person: "Person") -> Rule:
        yield _manages(user, person.school_id), ELSEWHERE

    @staticmethod
    def correct(user: "User", person: "Person") -> Rule:
        yield from _changes(user, person)

    @staticmethod
    def leave(user: "User", person: "Person") -> Rule:
        yield from _changes(user, person)
        yield person.left_on is None, f"{person.name} has left already."

    @staticmethod
    def come_back(user: "User", person: "Person") -> Rule:
        yield from _changes(user, person)
        yield person.left_on is not None, f"{person.name} is on the register."

    @staticmethod
    def move(user: "User", person: "Person") -> Rule:
        yield from _changes(user, person)
        yield person.is_pupil, "Only pupils move to another register: give staff a role at the other school."
        yield person.school.federation_id, "This school has no sister schools."

    @staticmethod
    def merge(user: "User", person: "Person") -> Rule:
        yield _manages(user, person.school_id) or _is_chair_for(user, person), ELSEWHERE
        yield from _is_free(user, person)
        yield from _decides_whose(user, person)

    @staticmethod
    def unmerge(user: "User", person: "Person") -> Rule:
        yield _manages(user, person.school_id) or _is_chair_for(user, person), ELSEWHERE
        into = person.merged_into
        yield into is not None, f"{person.name} is not merged with anybody."
        yield into is None or into.user_id != user.pk, OWN_ENTRY
        if into is not None:
            yield from _decides_whose(user, into)

    @staticmethod
    def take_over(user: "User", entry: "Entry") -> Rule:
        """Whether a line of a file may be this entry, which then moves to the register that the file is of."""
        yield _manages(user, entry.school), f"Ask an administrator or the head of {entry.sister} to move the entry."

    @staticmethod
    def read_import(user: "User", taken: "RegisterImport") -> Rule:
        yield _manages(user, taken.school_id), "This file is of another school."

    @staticmethod
    def match_columns(user: "User", taken: "RegisterImport") -> Rule:
        yield from _is_to_check(user, taken)

    @staticmethod
    def bring_in(user: "User", taken: "RegisterImport") -> Rule:
        yield from _is_to_check(user, taken)

    @staticmethod
    def give_up(user: "User", taken: "RegisterImport") -> Rule:
        yield from _is_to_check(user, taken)

    @staticmethod
    def undo_roll_over(user: "User", done: "RollOver") -> Rule:
        yield _manages(user, done.school_id), "You manage the registers of your own schools only."
        yield done.undone_at is None, "This start of a new school year has already been taken back."
        yield (
            done.may_still_be_undone,
            "The start of a new school year is taken back within seven days. Correct the entries, or bring in a file.",
        )


ELSEWHERE = "This entry is on the register of another school."
OWN_ENTRY = "This is about your own entry: somebody else who manages the register does it."


def _manages(user: "User", school_id: int) -> bool:
    return school_id in roles_of(user).schools(*MANAGES)


def _changes(user: "User", person: "Person") -> Rule:
    """What holds for every change of one entry. Nobody writes their own: an incident may be about it."""
    yield _manages(user, person.school_id), ELSEWHERE
    yield from _is_free(user, person)


def _is_free(user: "User", person: "Person") -> Rule:
    yield person.user_id is None or person.user_id != user.pk, OWN_ENTRY
    yield person.merged_into_id is None, "This entry was merged into another one: change that one."


def _is_chair_for(user: "User", person: "Person") -> bool:
    """The chair of governors does what the head may not do about the head's own entry."""
    return not person.is_pupil and Role.CHAIR_OF_GOVERNORS in roles_of(user).at(person.school_id)


def _decides_whose(user: "User", person: "Person") -> Rule:
    """What is alleged against either of two merged entries is barred from their account: so the authority merges."""
    if person.user and not person.is_pupil:
        is_head = Role.HEADTEACHER in roles_of(person.user).at(person.school_id)
        authority = Role.CHAIR_OF_GOVERNORS if is_head else Role.HEADTEACHER
        yield (
            authority in roles_of(user).at(person.school_id),
            f"{person.name} has an account: only the {authority.label.lower()} says whose entries are theirs.",
        )


def _is_to_check(user: "User", taken: "RegisterImport") -> Rule:
    yield _manages(user, taken.school_id), "This file is of another school."
    yield taken.status != taken.Status.APPLIED, "This file has already been brought in."
    yield taken.status != taken.Status.ABANDONED, "This file was not brought in and is not kept. Choose it again."
