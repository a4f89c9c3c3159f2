"""What needs this user today: reviews that are due, versions to approve, and drafts that are being written."""

from dataclasses import replace
from datetime import timedelta

from django.urls import reverse

from core import clock
from core.home import SHOWN, Block, Found, Item, Point, Traces, Urgency
from core.words import counted
from people.home import point
from people.models import User
from people.roles import Role, roles_of

from . import home_agreements, home_checks, queries
from .access import DRAFTS, RECORDS_APPROVAL
from .models import Coverage, Policy, PolicyVersion
from .states import Status

REVIEW_AHEAD = timedelta(days=30)


def traces(user: User) -> Traces:
    """Whether the user's schools have policies or agreements of their own at all."""
    covering = Coverage.objects.from_day(clock.today()).filter(school__in=roles_of(user).schools())
    return {"agreements": covering.exclude(kind=Policy.Kind.E_SAFETY), "policies": covering}


def blocks(user: User, found: Found) -> list[Block]:
    in_force = queries.read_by(user) if "agreements" in found else []
    agreements = home_agreements.blocks(user, in_force)
    if not roles_of(user).has(*DRAFTS, *RECORDS_APPROVAL):
        return agreements
    overviews = queries.overviews(user) if "policies" in found else []
    own = [overview for overview in overviews if not overview.policy.is_standard]
    checked = home_checks.block(user, in_force, are_covered="policies" in found)
    shown = (_reviews(user, own), _to_approve(user, own), _drafts(user, own), checked)
    return agreements + [block for block in shown if block]


def checklist(user: User, schools: int) -> list[Point]:
    """What the schools of an administrator need of their own; until then the standard set applies."""
    missing = list(queries.without_a_policy(user).filter(pk__in=roles_of(user).schools(Role.ADMINISTRATOR)))
    return [
        point(
            "Start the policy of your school",
            missing,
            reverse("policies:start-kind", args=[Policy.Kind.E_SAFETY]),
            schools,
        )
    ]


def _to_approve(user: User, overviews: list[queries.Overview]) -> Block | None:
    """Versions that are submitted, for those who record what the board says."""
    items = [
        Item(
            label=overview.draft.name.capitalize(),
            url=overview.draft.get_absolute_url(),
            text=f"{overview.policy}: it is submitted. When the board has approved it, record it here.",
            verb="Read",
        )
        for overview in overviews
        if overview.draft and overview.draft.access.allows(user, "approve", overview.draft)
    ]
    return _block("policy-approvals", "Policies to approve", Urgency.WAITING, items) if items else None


def _drafts(user: User, overviews: list[queries.Overview]) -> Block | None:
    """What is being written, with what is to do: those who edit it do it, those who approve it may read along."""
    items = [
        Item(
            label=overview.draft.name.capitalize(),
            url=overview.draft.get_absolute_url(),
            text=f"{overview.policy}: {_to_do(overview.draft, overview.undecided)}.",
            verb="Edit" if overview.draft.access.allows(user, "edit", overview.draft) else "Read",
        )
        for overview in overviews
        if overview.draft and overview.draft.status == Status.DRAFT
    ]
    return _block("policy-drafts", "Policies being written", Urgency.OTHER, items) if items else None


def _block(key: str, title: str, urgency: Urgency, items: list[Item]) -> Block:
    return Block(key, title, urgency, len(items), items[:SHOWN], reverse("policies:list"), "All policies")


def _to_do(draft: PolicyVersion, cells: int) -> str:
    if draft.sent_back_because:
        return "it was sent back: its page says why"
    if cells:
        return f"{counted(cells, 'cell')} {'is' if cells == 1 else 'are'} undecided"
    return "nothing is undecided; submit it once its text is right"


def _reviews(user: User, overviews: list[queries.Overview]) -> Block | None:
    """Policies whose review is due within a month, or overdue, for the head and the governors."""
    if not roles_of(user).has(*RECORDS_APPROVAL):
        return None
    limit = clock.today() + REVIEW_AHEAD
    due = [overview for overview in overviews if overview.review_due and overview.review_due <= limit]
    due.sort(key=lambda overview: overview.review_due or limit)
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
    found = _block("policy-reviews", "Policy reviews", Urgency.OVERDUE if late else Urgency.OTHER, items)
    return replace(found, asks=True)
