"""Who manages people and settings."""

from typing import TYPE_CHECKING

from core.access import Access, Rule

from .roles import Role, roles_of

if TYPE_CHECKING:
    from .models import User


class PeopleAccess(Access):
    @staticmethod
    def manage(user: "User", subject: object) -> Rule:
        yield (
            roles_of(user).has(Role.ADMINISTRATOR, Role.HEADTEACHER),
            "People are managed by the administrator or the head.",
        )
