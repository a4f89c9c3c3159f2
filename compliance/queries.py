"""Records whose time is over and for which no disposal has been requested, by school."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from core import clock
from core.words import counted
from incidents.models import Entry, Evidence, Incident, Involvement
from incidents.states import OPEN
from people.calendar import midnight
from people.models import Person, User
from people.roles import Role, roles_of

from .access.disposals import DISPOSES
from .models import Disposal, Hold
from .rules import SHORTEST, Due, due_of, due_of_entry, years_after

MOST = 100  # of a sort, on one page: the rest comes up as these go


@dataclass(frozen=True, slots=True)
class DueRecord:
    """One row of the review queue."""

    record: Incident | Person
    due: Due
    goes: str  # what would be erased, in words


def incidents_due(user: User) -> list[DueRecord]:
    """Closed incidents that the user may ask for, the longest due first. Six queries."""
    before = midnight(years_after(clock.today(), -SHORTEST))
    asked = Disposal.objects.filter(incident=OuterRef("pk")).not_called_off()
    held = Hold.objects.in_force().filter(incident=OuterRef("pk"))
    people = Involvement.objects.select_related("person")
    old = (
        Incident.objects.readable_by(user)
        .filter(school__in=roles_of(user).schools(*DISPOSES), reported_at__lt=before)
        .exclude(status__in=OPEN)
        .exclude(Exists(asked) | Exists(held))
        .order_by("reported_at", "pk")
        .select_related("school")
    )
    read = old.prefetch_related(Prefetch("involvements", people), "allegation_decisions").iterator(chunk_size=500)
    due = list(islice(_over((incident, due_of(incident)) for incident in read), MOST))
    keys = [incident.pk for incident, _ in due]
    entries = _counts(Entry, keys)
    files = _counts(Evidence, keys)
    return [
        DueRecord(incident, each, _in_words(len(incident.involvements.all()), entries, files, incident.pk))
        for incident, each in due
    ]


def _over(found: Iterator[tuple[Incident, Due]]) -> Iterator[tuple[Incident, Due]]:
    return ((incident, due) for incident, due in found if due.is_over)


def _counts(model: type[Entry] | type[Evidence], incidents: list[int]) -> dict[int, int]:
    return Counter(model._base_manager.filter(incident__in=incidents).values_list("incident_id", flat=True))


def _in_words(people: int, entries: dict[int, int], files: dict[int, int], key: int) -> str:
    counts = {"involvement": people, "entry": entries.get(key, 0), "file": files.get(key, 0)}
    return ", ".join(counted(number, noun) for noun, number in counts.items() if number)


def entries_due(user: User) -> list[DueRecord]:
    """Entries of the register of who left long ago, and of whom the user reads no record. One query."""
    before = years_after(timezone.localdate(clock.now()), -SHORTEST)
    asked = Disposal.objects.filter(person=OuterRef("pk")).not_called_off()
    held = Hold.objects.in_force().filter(person=OuterRef("pk"))
    known = Involvement.objects.filter(incident__in=Incident.objects.readable_by(user))
    kept = known.filter(Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk")))
    left = Person.objects.filter(
        ~Exists(asked) & ~Exists(held) & ~Exists(kept),
        school__in=roles_of(user).schools(Role.HEADTEACHER),
        left_on__lt=before,
        user=None,
        merged_into=None,
    )
    found = [(person, due_of_entry(person)) for person in left.order_by("left_on", "pk")[:MOST]]
    return [DueRecord(person, due, "Name, class, date of birth") for person, due in found if due and due.is_over]
