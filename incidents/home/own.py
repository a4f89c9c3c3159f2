"""On the home of everybody who reports: what they began, and what they reported, the oldest first."""

from django.db.models import Q, QuerySet
from django.urls import reverse

from core.dates import short_moment
from core.home import Block, Found, Item, Traces, Urgency, counted_of, few, first_few
from people.models import User

from ..models import Draft, Incident
from ..querysets import alleged_against
from ..shared_statements import ForUser
from ..states import OPEN, Status

TO_COMPLETE = Q(to_complete=True, status=Status.REPORTED)


def traces(user: User) -> Traces:
    reported = Incident.objects.receipts_of(user)
    return {
        "drafts": Draft.objects.filter(user=user),
        "receipts": reported.filter(status__in=OPEN),
        "to-complete": reported.filter(TO_COMPLETE),
    }


def _open_receipts(user: User) -> QuerySet[Incident]:
    """Nothing that accuses the user: that it is there while it is open would say when it ends."""
    receipts = Incident.objects.receipts_of(user).filter(status__in=OPEN).exclude(alleged_against(user))
    return receipts.order_by("reported_at", "pk")


RECEIPTS = ForUser(lambda user: first_few(_open_receipts(user)))
NOTED = ForUser(lambda user: first_few(_open_receipts(user).filter(TO_COMPLETE)))
OTHERS = ForUser(lambda user: first_few(_open_receipts(user).exclude(TO_COMPLETE)))


def drafts(user: User) -> list[Block]:
    """Reports that the user began and did not send."""
    drafts, count = few(Draft.objects.of(user).order_by("saved_at", "pk"))
    if not drafts:
        return []
    items = [
        Item(
            label="Draft",
            url=draft.get_absolute_url(),
            text=draft.kind_chosen.label if draft.kind_chosen else "A report without a kind",
            note=f"Kept {short_moment(draft.saved_at)}. It is not sent yet, and nobody else sees it.",
            verb="Continue",
        )
        for draft in drafts
    ]
    url = reverse("incidents:receipts")
    return [Block("drafts", "Begun and not sent", Urgency.NEW, count, items, url=url, link="All your drafts")]


def own_reports(user: User, found: Found) -> list[Block]:
    """What the user noted quickly and may still complete, and everything else that is open."""
    noted, noted_count = counted_of(NOTED.records(user) if "to-complete" in found else [])
    others, count = counted_of((OTHERS if noted else RECEIPTS).records(user) if "receipts" in found else [])
    url = reverse("incidents:receipts")
    blocks = [
        Block("complete", "To complete", Urgency.NEW, noted_count, [_to_complete(incident) for incident in noted], url),
        Block(
            key="receipts",
            title="Your receipts",
            urgency=Urgency.OTHER,
            count=count,
            items=[_receipt(incident) for incident in others],
            url=url,
            link="All your receipts",
            empty="Nothing else that you reported is open." if noted else "Nothing that you reported is open.",
        ),
    ]
    return blocks if noted else blocks[1:]


def _to_complete(incident: Incident) -> Item:
    return Item(
        label=incident.reference,
        url=reverse("incidents:complete-own", args=[incident.reference]),
        text=incident.kind_chosen.label,
        note=f"Noted quickly {short_moment(incident.reported_at)}. Say where and when it was, while you remember.",
        verb="Complete",
    )


def _receipt(incident: Incident) -> Item:
    url = reverse("incidents:receipt", args=[incident.reference])
    note = "Received" if incident.status == Status.REPORTED else "Being reviewed"
    return Item(incident.reference, url, incident.kind_chosen.label, note=note)
