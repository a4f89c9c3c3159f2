"""Who may see figures, prepare a governor report, release it, and read it."""

from core.access import Access, Rule
from people.roles import GOVERNS, SEES_NUMBERS, roles_of


class ReportAccess(Access):
    @staticmethod
    def read_list(user: object, subject: object) -> Rule:
        yield (
            roles_of(user).has(*SEES_NUMBERS, *GOVERNS),  # type: ignore[arg-type]
            "Reports are for governors, the head, senior leaders, the coordinator and the safeguarding lead.",
        )
