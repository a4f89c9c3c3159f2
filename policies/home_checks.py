"""What of the guidance the policies of this user's schools do not meet."""

from django.urls import reverse

from core.home import SHOWN, Block, Item, Urgency
from people.models import User, own_schools

from . import checks
from .access import PolicyAccess
from .queries import Agreement


def block(user: User, agreements: list[Agreement], *, are_covered: bool) -> Block | None:
    """For those who see the checks; signatures have a block of their own. `agreements`: in force at their schools."""
    if not PolicyAccess.allows(user, "check"):
        return None
    page = reverse("policies:checks")
    found = checks.findings(user, checks.Known(own_schools(user), agreements, are_covered))
    schools = {school.pk for school, _ in found}
    items = [
        Item(
            label=school.name if len(schools) > 1 else "",
            url=f"{page}#school-{school.code}",
            text=finding.what,
            verb="See why",
            about=f"{finding.what} {school}",
        )
        for school, finding in found[:SHOWN]
    ]
    if not found:
        return None
    return Block("policy-checks", "Policy checks", Urgency.OTHER, len(found), items, page, "All checks", asks=True)
