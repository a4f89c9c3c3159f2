"""What needs this user today: breaches of which nobody has said whether the regulator was told."""

from django.urls import reverse

from core.dates import moment_in_words
from core.home import Block, Item, Urgency, few
from people.models import User

from .access import BreachAccess
from .models import Breach


def blocks(user: User) -> list[Block]:
    if not BreachAccess.allows(user, "read_list"):
        return []
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
