"""What needs this user today: drafts that lack decisions, and reviews that are due."""

from datetime import timedelta

from core import clock
from core.home import Block, Item, Urgency
from people.models import User
from people.roles import roles_of

from . import queries
from .access import DRAFTS, RECORDS_APPROVAL

REVIEW_AHEAD = timedelta(days=30)


def blocks(user: User) -> list[Block]:
    if not roles_of(user).has(*DRAFTS, *RECORDS_APPROVAL):
        return []
    own = [overview for overview in queries.overviews(user) if not overview.policy.is_standard]
    return [block for block in (_drafts(user, own), _reviews(user, own)) if block]


def _drafts(user: User, overviews: list[queries.Overview]) -> Block | None:
    """Drafts with undecided cells, for those who may edit them."""
    items = [
        Item(
            label=f"Draft {overview.draft.number}",
            url=overview.draft.get_absolute_url(),
            text=f"{overview.policy}: {_open(overview.undecided)}.",
            verb="Decide",
        )
        for overview in overviews
        if overview.draft and overview.undecided and overview.draft.access.allows(user, "edit", overview.draft)
    ]
    if not items:
        return None
    return Block("policy-drafts", "Policies being written", Urgency.OTHER, len(items), items)


def _open(cells: int) -> str:
    return "1 cell is undecided" if cells == 1 else f"{cells} cells are undecided"


def _reviews(user: User, overviews: list[queries.Overview]) -> Block | None:
    """Policies whose review is due within a month, or overdue, for the head and the governors."""
    if not roles_of(user).has(*RECORDS_APPROVAL):
        return None
    limit = clock.today() + REVIEW_AHEAD
    due = [overview for overview in overviews if overview.review_due and overview.review_due <= limit]
    items = [
        Item(
            label=str(overview.policy),
            url=overview.current.get_absolute_url(),
            text=overview.review,
            verb="Read",
        )
        for overview in due
        if overview.current
    ]
    if not items:
        return None
    late = any(overview.is_overdue for overview in due)
    urgency = Urgency.OVERDUE if late else Urgency.OTHER
    return Block("policy-reviews", "Policy reviews", urgency, len(items), items)
