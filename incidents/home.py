"""What of the log needs this user today."""

from django.db.models import QuerySet
from django.urls import reverse

from core.dates import day_in_words, short_moment
from core.home import Block, Item, Urgency
from people.models import User
from people.roles import OPENS_RECORDS, roles_of

from .access import IncidentAccess
from .models import Incident
from .queries import waiting_review
from .states import OPEN, Status

SHOWN = 5  # the oldest few; the block's link leads to the rest


def blocks(user: User) -> list[Block]:
    """New ones, those one handles, those with the authorities; for everybody who reports, the receipts."""
    found = []
    if roles_of(user).has(*OPENS_RECORDS):
        waiting = [_mine(user), _with_authorities(user)]
        found += [_new(user), *(block for block in waiting if block.count)]
    if IncidentAccess.allows(user, "report"):
        found.append(_receipts(user))
    return found


def _new(user: User) -> Block:
    waiting = _few(waiting_review(user))
    return _block(
        "new",
        "To review",
        waiting_review(user),
        [_item(incident, f"Review due {day_in_words(incident.review_due)}", "Review") for incident in waiting],
        urgency=_urgency(waiting),
        status=Status.REPORTED,
    )


def _alarm(incident: Incident) -> str:
    if incident.child_in_danger and incident.status == Status.REPORTED:
        return "Child in danger"
    if incident.is_illegal and incident.status == Status.REPORTED:
        return "May be illegal"
    return "Overdue" if incident.is_late else ""


def _urgency(waiting: list[Incident]) -> Urgency:
    if any(incident.child_in_danger or incident.is_illegal for incident in waiting):
        return Urgency.DANGER
    return Urgency.OVERDUE if any(incident.is_late for incident in waiting) else Urgency.NEW


def _mine(user: User) -> Block:
    mine = Incident.objects.handled_by(user).filter(status=Status.UNDER_REVIEW).order_by("reported_at", "pk")
    return _block(
        "waiting",
        "Under review",
        mine,
        [_item(incident, f"Close by {day_in_words(incident.close_due)}", "Continue") for incident in _few(mine)],
        status=Status.UNDER_REVIEW,
    )


def _with_authorities(user: User) -> Block:
    theirs = Incident.objects.handled_by(user).filter(status=Status.WITH_AUTHORITIES).order_by("reported_at", "pk")
    return _block(
        "authorities",
        "With the authorities",
        theirs,
        [_item(incident, "Their answer is awaited. Nobody investigates.", "Open") for incident in _few(theirs)],
        status=Status.WITH_AUTHORITIES,
    )


def _block(
    key: str,
    title: str,
    incidents: QuerySet[Incident],
    items: list[Item],
    *,
    status: Status,
    urgency: Urgency = Urgency.WAITING,
) -> Block:
    """Incidents of one status: the oldest few, how many there are, and the way to all of them."""
    return Block(
        key=key,
        title=title,
        urgency=urgency,
        count=incidents.count(),
        items=items,
        url=f"{reverse('incidents:log')}?status={status}",
        link=f"All {status.label.lower()}",
        empty="Nothing waits for a review.",
    )


def _receipts(user: User) -> Block:
    receipts = Incident.objects.receipts_of(user).filter(status__in=OPEN).order_by("-reported_at", "-pk")
    items = [
        Item(
            label=incident.reference,
            url=reverse("incidents:receipt", args=[incident.reference]),
            text=incident.kind_chosen.label,
            note="Received" if incident.status == Status.REPORTED else "Being reviewed",
        )
        for incident in receipts[:SHOWN]
    ]
    return Block(
        key="receipts",
        title="Your receipts",
        urgency=Urgency.OTHER,
        count=receipts.count(),
        items=items,
        url=reverse("incidents:receipts"),
        link="All your receipts",
        empty="Nothing that you reported is open.",
    )


def _few(incidents: QuerySet[Incident]) -> list[Incident]:
    return list(incidents.select_related("school", "reported_by")[:SHOWN])


def _item(incident: Incident, note: str, verb: str) -> Item:
    return Item(
        label=incident.reference,
        url=incident.get_absolute_url(),
        text=incident.kind_chosen.label,
        note=f"Reported {short_moment(incident.reported_at)}, by {incident.reported_by}. {note}",
        verb=verb,
        alarm=_alarm(incident),
    )
