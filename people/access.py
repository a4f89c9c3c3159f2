"""Who manages people and settings."""

from typing import TYPE_CHECKING

from core.access import Access, Rule

from .roles import WORKS_IN_SCHOOL, Role, roles_of

if TYPE_CHECKING:
    from .models import User


class PeopleAccess(Access):
    @staticmethod
    def manage(user: "User", subject: object) -> Rule:
        yield (
            roles_of(user).has(Role.ADMINISTRATOR, Role.HEADTEACHER),
            "People are managed by the administrator or the head.",
        )

    @staticmethod
    def search(user: "User", subject: object) -> Rule:
        yield roles_of(user).has(*WORKS_IN_SCHOOL), "The register is for those who work in the school."

    @staticmethod
    def choose_messages(user: "User", subject: "User") -> Rule:
        yield subject.pk == user.pk, "Everybody chooses for themselves how they are told."

    @staticmethod
    def see_failures(user: "User", subject: object) -> Rule:
        yield roles_of(user).has(Role.ADMINISTRATOR), "Messages that could not be sent are for the administrator."
