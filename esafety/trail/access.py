"""Who reads what happened around the records of a school."""

from typing import TYPE_CHECKING

from core.access import Access, Rule
from people.roles import MANAGES, Role, roles_of

if TYPE_CHECKING:
    from people.models import User

READS = MANAGES
KEEPS_HEADS = (Role.HEADTEACHER,)  # a head moves with every change, those of what only the head reads included


class TrailAccess(Access):
    """Of each school for itself. Nothing in it tells of a record that its reader may not read."""

    @staticmethod
    def read(user: "User", subject: object) -> Rule:
        yield roles_of(user).has(*READS), "This is for the head and the administrator."

    @staticmethod
    def export(user: "User", subject: object) -> Rule:
        """As a file."""
        yield from TrailAccess.read(user, subject)

    @staticmethod
    def keep_head(user: "User", subject: object) -> Rule:
        yield roles_of(user).has(*KEEPS_HEADS), "The end of the chain is kept by the head."
