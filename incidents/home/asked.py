"""On the home of whoever is asked to do something: as the second of two people, as one who investigates, or a task."""

from django.urls import reverse

from core.dates import day_in_words, short_moment
from core.home import SHOWN, Block, Item, Traces, Urgency, few
from people.models import User
from people.roles import roles_of

from ..models import Destruction, Investigation, Task
from ..models.destruction import SECONDS


def traces(user: User) -> Traces:
    seconds = roles_of(user).schools(*SECONDS)
    destructions = Destruction.objects.waiting().filter(evidence__incident__school__in=seconds)
    return {
        **({"destructions": destructions} if seconds else {}),
        "investigations": Investigation.objects.waiting_for(user),
        "tasks": Task.objects.filter(who=user).open(),
    }


def to_confirm(user: User) -> list[Block]:
    """What is to be destroyed, where the user is the second of the two people whom it takes."""
    waiting_for = Destruction.objects.waiting().to_confirm_by(user).select_related("evidence__incident__school")
    asked = [each for each in waiting_for.select_related("asked_by") if each.access.allows(user, "confirm", each)]
    if not asked:
        return []
    items = [
        Item(
            label=each.evidence.incident.reference,
            url=each.get_absolute_url(),
            text="Evidence is to be destroyed, as the Police instruct",
            note=f"Asked for by {each.asked_by}, {short_moment(each.asked_at)}. It takes a second person: you.",
            verb="Confirm",
        )
        for each in asked[:SHOWN]
    ]
    return [Block("destructions", "To confirm", Urgency.NEW, len(asked), items, url=items[0].url, link="")]


def to_investigate(user: User) -> list[Block]:
    """What the user investigates as one of the two, or has to sign; nothing while the authorities have it."""
    named = Investigation.objects.waiting_for(user).select_related("incident__school").order_by("started_at", "pk")
    asked = [(each, "sign" if each.concluded_at else "review_site") for each in named]
    items = [
        Item(
            label=each.incident.reference,
            url=each.get_absolute_url(),
            text="Read the record and sign it" if verb == "sign" else "Review devices and sites, and record each",
            note=f"With {each.second_name if each.first_reviewer_id == user.pk else each.first_name}.",
            verb="Sign" if verb == "sign" else "Investigate",
        )
        for each, verb in asked
        if each.access.allows(user, verb, each)
    ]
    if not items:
        return []
    return [Block("investigations", "To investigate", Urgency.NEW, len(items), items[:SHOWN])]


def tasks(user: User) -> list[Block]:
    """What the user is asked to do, if it is anything: what is overdue first."""
    tasks, count = few(Task.objects.given_to(user).open().by_urgency().select_related("incident", "by"))
    if not tasks:
        return []
    items = [
        Item(
            label=task.incident.reference,
            url=task.get_absolute_url(),
            text=task.text,
            note=f"Asked by {task.by}" + (f". By {day_in_words(task.due)}" if task.due else ""),
            verb="Do",
            alarm="Overdue" if task.is_late else "",
        )
        for task in tasks
    ]
    urgency = Urgency.OVERDUE if tasks[0].is_late else Urgency.NEW
    return [Block("tasks", "Tasks", urgency, count, items, url=reverse("tasks:list"), link="All your tasks")]
