"""On the home of the safeguarding lead and the head: pupils' files that go to a new school."""

from django.urls import reverse

from core import clock
from core.dates import date_in_words, day_in_words
from core.home import SHOWN, Block, Item, Traces, Urgency
from people.calendar import school_days_between
from people.models import User

from ..access import TransferAccess
from ..models import PupilWithFile, Transfer
from ..models.leavers import WITHIN


def traces(user: User) -> Traces:
    if not TransferAccess.allows(user, "read_all"):
        return {}
    pupils = PupilWithFile.objects.readable_by(user)
    return {"transfers": Transfer.objects.at_schools_of(user).unfinished(), "pupils-left": pupils.left_lately()}


def files_to_send(user: User) -> list[Block]:
    """What is due, the first to be due first; what was not confirmed; who left and has no file yet."""
    unfinished = list(Transfer.objects.readable_by(user).unfinished())
    due = [each for each in unfinished if each.is_under_way]
    unconfirmed = [each for each in unfinished if _is_overdue(each)]
    left = list(PupilWithFile.objects.undecided_for(user).select_related("school"))
    items = [*map(_to_send, due), *map(_to_ask, left), *map(_to_confirm, unconfirmed)]
    if not items:
        return []
    urgency = Urgency.OVERDUE if any(each.is_late for each in due) else Urgency.WAITING
    page = reverse("incidents:transfers")
    return [Block("transfers", "Files for a new school", urgency, len(items), items[:SHOWN], page, "All files")]


def _is_overdue(transfer: Transfer) -> bool:
    return transfer.sent_on is not None and school_days_between(transfer.sent_on, clock.today()) > WITHIN


def _to_send(transfer: Transfer) -> Item:
    late = school_days_between(transfer.due_on, clock.today())
    when = f"Was due {day_in_words(transfer.due_on)}." if late else f"Due {day_in_words(transfer.due_on)}."
    return Item(
        label=transfer.person.name,
        url=transfer.get_absolute_url(),
        text=f"Send the file to {transfer.to_school}",
        note=when,
        verb="Go on",
        alarm="Overdue" if transfer.is_late else "",
    )


def _to_ask(person: PupilWithFile) -> Item:
    left = f"Left {date_in_words(person.left_on)}." if person.left_on else ""
    return Item(
        label=person.name,
        url=reverse("incidents:begin-transfer", args=[person.pk]),
        text="Does the file go along to a new school?",
        note=left,
        verb="Decide",
    )


def _to_confirm(transfer: Transfer) -> Item:
    return Item(
        label=transfer.person.name,
        url=transfer.get_absolute_url(),
        text=f"Ask {transfer.to_school} whether the file arrived",
        note=f"Sent {date_in_words(transfer.sent_on)}." if transfer.sent_on else "",
        verb="Open",
    )
