"""What needs this user today: sanctions to lift."""

from django.urls import reverse

from core import clock
from core.dates import day_in_words
from core.home import Block, Found, Item, Traces, Urgency, few
from people.models import User

from .models import Sanction
from .queries import as_lines


def traces(user: User) -> Traces:
    return {"lift": Sanction.objects.ending_for(user)}


def blocks(user: User, found: Found) -> list[Block]:
    """What ends within a week or is overdue, the first to end first."""
    if "lift" not in found:
        return []
    sanctions, count = few(as_lines(Sanction.objects.waiting_for(user)))  # which the user lifts, all of them
    if not sanctions:
        return []
    late = any(sanction.is_overdue for sanction in sanctions)
    return [
        Block(
            key="lift",
            title="Sanctions to lift",
            urgency=Urgency.OVERDUE if late else Urgency.WAITING,
            count=count,
            items=[_item(sanction) for sanction in sanctions],
            url=reverse("sanctions:in-force"),
            link="All in force",
        )
    ]


def _item(sanction: Sanction) -> Item:
    involvement = sanction.involvement
    return Item(
        label=involvement.incident.reference,
        url=reverse("sanctions:lift", args=[sanction.pk]),
        text=f"{sanction.short}: {involvement.display_name}",
        note=_when(sanction),
        verb="Lift",
        alarm="Overdue" if sanction.is_overdue else "",
    )


def _when(sanction: Sanction) -> str:
    assert sanction.ends_on  # noqa: S101  only those are waited for
    if sanction.ends_on == clock.today():
        return "Ends today."
    return f"{'Ended' if sanction.is_overdue else 'Ends'} {day_in_words(sanction.ends_on)}."
