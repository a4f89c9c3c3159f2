"""Who may see live figures. Governors read released reports, never these."""

from typing import TYPE_CHECKING

from core.access import Access, Rule
from incidents.access import IncidentAccess
from people.roles import SEES_NUMBERS, roles_of

if TYPE_CHECKING:
    from people.models import User


class TrendsAccess(Access):
    @staticmethod
    def read(user: "User", subject: object) -> Rule:
        yield (
            roles_of(user).has(*SEES_NUMBERS),
            "Live figures are for the coordinator, the safeguarding lead, the head and senior leaders.",
        )

    @staticmethod
    def export(user: "User", subject: object) -> Rule:
        """Figures leave as lists do: by the same right, and on the same record."""
        yield from TrendsAccess.read(user, subject)
        yield from IncidentAccess.export(user, subject)
