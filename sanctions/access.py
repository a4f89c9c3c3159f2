"""Who may see the tables; who decides on actions is said by the incident's own rules."""

from typing import TYPE_CHECKING

from core.access import Access, Rule
from people.roles import roles_of

if TYPE_CHECKING:
    from people.models import User


class SanctionsAccess(Access):
    @staticmethod
    def read_tables(user: "User", subject: object) -> Rule:
        yield roles_of(user).has(), "The sanctions tables are shown to those who have a role at a school."
