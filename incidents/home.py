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
    incidents = waiting_review(user)
    few = _few(incidents)
    items = [_item(incident, f"Review due {day_in_words(incident.review_due)}", "Review") for incident in few]
    late = any(incident.is_late for incident in few)
    return Block(
        key="new",
        title="To review",
        urgency=Urgency.OVERDUE if late else Urgency.NEW,
        count=incidents.count(),
        items=items,
        url=reverse("incidents:log") + f"?status={Status.REPORTED}",
        link="All reported incidents",
        empty="Nothing waits for a review.",
    )


def _mine(user: User) -> Block:
    incidents = Incident.objects.handled_by(user).filter(status=Status.UNDER_REVIEW).order_by("reported_at", "pk")
    items = [
        _item(incident, f"Close by {day_in_words(incident.close_due)}", "Continue") for incident in _few(incidents)
    ]
    return Block(
        key="waiting",
        title="Under review",
        urgency=Urgency.WAITING,
        count=incidents.count(),
        items=items,
        url=reverse("incidents:log") + f"?status={Status.UNDER_REVIEW}",
        link="All under review",
        empty="Nothing is under review.",
    )


def _with_authorities(user: User) -> Block:
    incidents = Incident.objects.handled_by(user).filter(status=Status.WITH_AUTHORITIES).order_by("reported_at", "pk")
    items = [_item(incident, "Their answer is awaited. Nobody investigates.", "Open") for incident in _few(incidents)]
    return Block(
        key="authorities",
        title="With the authorities",
        urgency=Urgency.WAITING,
        count=incidents.count(),
        items=items,
        url=reverse("incidents:log") + f"?status={Status.WITH_AUTHORITIES}",
        link="All with the authorities",
        empty="Nothing is with the authorities.",
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
    )
