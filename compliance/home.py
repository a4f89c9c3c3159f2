"""What needs this user today: breaches whose clock runs, and records that a second person lets go."""

from typing import Any

from django.urls import reverse

from core.dates import day_in_words, moment_in_words
from core.home import SHOWN, Block, Found, Item, Traces, Urgency, few
from people.models import User
from people.roles import roles_of

from .access import BreachAccess, RequestAccess, RetentionAccess
from .access.disposals import SECONDS
from .models import AccessRequest, Breach, Disposal

MOST = 20  # disposals that are looked at: more wait on their own page


def traces(user: User) -> Traces:
    """Of breaches and disposals, whatever waits at the user's schools, whoever may read it."""
    schools = roles_of(user).schools()
    found: dict[str, Any] = {}
    if BreachAccess.allows(user, "read_list"):
        found["breaches"] = Breach.objects.undecided().filter(school__in=schools)
    if RequestAccess.allows(user, "read_list"):
        found["access-requests"] = AccessRequest.objects.readable_by(user).open()
    if roles_of(user).has(*SECONDS):
        found["disposals"] = Disposal.objects.waiting().filter(school__in=schools)
    return found


def blocks(user: User, found: Found) -> list[Block]:
    return [
        *(_breaches(user) if "breaches" in found else []),
        *(_requests(user) if "access-requests" in found else []),
        *(_disposals(user) if "disposals" in found else []),
    ]


def _requests(user: User) -> list[Block]:
    """What is to be answered."""
    asked, count = few(AccessRequest.objects.readable_by(user).open().select_related("person"))
    if not asked:
        return []
    items = [
        Item(
            label=request.person.name,
            url=request.get_absolute_url(),
            text="Answer the request for access",
            note=f"Due {day_in_words(request.due_on)}.",
            verb="Open",
            alarm="Overdue" if request.is_overdue else "",
        )
        for request in asked
    ]
    urgency = Urgency.OVERDUE if any(request.is_overdue for request in asked) else Urgency.WAITING
    page = reverse("compliance:requests")
    return [Block("access-requests", "Access requests", urgency, count, items, page, "All requests")]


def _disposals(user: User) -> list[Block]:
    """What waits for the second of two people."""
    waiting = Disposal.objects.readable_by(user).waiting().exclude(asked_by=user).select_related("incident", "person")
    mine = [disposal for disposal in waiting[:MOST] if RetentionAccess.allows(user, "confirm", disposal)]
    if not mine:
        return []
    items = [
        Item(label=each.of, url=each.get_absolute_url(), text="Confirm that it is erased", verb="Open")
        for each in mine[:SHOWN]
    ]
    page = reverse("compliance:retention")
    return [Block("disposals", "Records whose time is over", Urgency.WAITING, len(mine), items, page, "All records")]


def _breaches(user: User) -> list[Block]:
    breaches, count = few(Breach.objects.readable_by(user).undecided())
    if not breaches:
        return []
    late = any(breach.is_overdue for breach in breaches)
    return [
        Block(
            key="breaches",
            title="Data breaches: tell the regulator within 72 hours",
            urgency=Urgency.OVERDUE if late else Urgency.WAITING,
            count=count,
            items=[_item(breach) for breach in breaches],
            url=reverse("compliance:breaches"),
            link="All breaches",
        )
    ]


def _item(breach: Breach) -> Item:
    return Item(
        label=str(breach),
        url=breach.get_absolute_url(),
        text="Decide whether the Information Commissioner is told",
        note=f"Until {moment_in_words(breach.due_at)}. {breach.left_in_words}.",
        verb="Open",
        alarm="Overdue" if breach.is_overdue else "",
    )
