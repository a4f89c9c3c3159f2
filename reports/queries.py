"""What waits for somebody in particular."""

from people.models import User
from people.roles import Role, roles_of

from .access import CONFIRMS_WORDS, ReportAccess
from .models import GovernorReport


def to_confirm(user: User) -> list[GovernorReport]:
    """Drafts whose words wait for somebody like the user to confirm that they identify nobody, the oldest first."""
    if not roles_of(user).has(*CONFIRMS_WORDS, Role.CHAIR_OF_GOVERNORS):
        return []
    waiting = GovernorReport.objects.for_confirming(user).drafts().filter(narrative__confirmed_at=None)
    found = waiting.filter(narrative__isnull=False).for_list().select_related("narrative")
    return [
        report for report in found.order_by("narrative__written_at") if ReportAccess.allows(user, "confirm", report)
    ]
