"""What a person was involved in, as far as the reader may read it. Each question is a constant number of queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Case, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from core import clock
from core.dates import months_before
from core.statements import several
from incidents.codes import Finding
from incidents.models import Incident, Involvement
from incidents.shared_statements import ForUser
from incidents.states import Status
from people.calendar import midnight
from people.models import Person, User
from policies.models import Meaning, Row

from .models import Sanction, SanctionsTable

RECENTLY = timedelta(days=90)
OFTEN = 3  # as many within 90 days are worth a second look
# Findings after which nothing stands against the one who was accused.
CLEARED = (Finding.UNFOUNDED, Finding.MALICIOUS, Finding.FALSE)
WARNS_OR_SANCTIONS = (
    Meaning.WARNING,
    Meaning.REMOVE_ACCESS,
    Meaning.FURTHER_SANCTION,
    Meaning.SUSPENSION_PRECAUTIONARY,
    Meaning.DISCIPLINARY,
)
Part = Involvement.Part


@dataclass(slots=True)
class Recent:
    """How often in the last 90 days, in one part."""

    count: int
    part: str

    @property
    def is_often(self) -> bool:
        return self.count >= OFTEN

    def __str__(self) -> str:
        return f"{self.count} in the last {RECENTLY.days} days as {self.part}"


@dataclass(frozen=True, slots=True)
class Line:
    """One incident, as it concerns one person."""

    involvement: Involvement

    @property
    def incident(self) -> Incident:
        return self.involvement.incident

    @property
    def part(self) -> str:
        return self.involvement.part

    @property
    def is_cleared(self) -> bool:
        return self.part == Part.INSTIGATOR and self.incident.finding in CLEARED

    @property
    def done(self) -> list[str]:
        return self._actions(done=True)

    @property
    def not_done(self) -> list[str]:
        return self._actions(done=False)

    def _actions(self, *, done: bool) -> list[str]:
        sanctions: Iterable[Sanction] = self.involvement.sanctions.all()
        return [sanction.short for sanction in sanctions if sanction.done == done]


@dataclass
class Chronology:
    """Every readable incident that one person is part of, newest first, and what stands out in them."""

    person: Person
    lines: list[Line] = field(default_factory=list)

    @cached_property
    def counted(self) -> list[Line]:
        """Without what was withdrawn: it counts in no figure."""
        return [line for line in self.lines if line.incident.status != Status.WITHDRAWN]

    @property
    def recent(self) -> list[Recent]:
        """As alleged instigator and as target, each where it happened at all."""
        since = clock.now() - RECENTLY
        lines = [line for line in self.counted if line.incident.reported_at >= since and not line.is_cleared]
        parts = Counter(part for _, part in {(line.incident.pk, line.part) for line in lines})
        named = ((Part.INSTIGATOR, "alleged instigator"), (Part.TARGET, "target"))
        return [Recent(parts[part], words) for part, words in named if parts[part]]

    @property
    def is_accused(self) -> bool:
        """Something was alleged in what the reader may read."""
        return any(line.part == Part.INSTIGATOR for line in self.counted)

    @property
    def continued(self) -> list[Line]:
        """What makes a further infringement a continued one, if there were one today."""
        since = midnight(months_before(clock.today(), self.person.school.repeats_within))
        return [line for line in self.counted if line.incident.reported_at >= since and is_warned_of(line.involvement)]


def chronology_of(person: Person, user: User) -> Chronology:
    """`person` as `ChronicledPerson` has it. Entries that were merged into it are the same person."""
    lines = _involvements([person.pk], user).select_related("incident__school", "person")
    lines = lines.prefetch_related("misuses__row", "sanctions__action")
    return Chronology(person, [Line(line) for line in lines.order_by("-incident__reported_at", "-incident__pk")])


@dataclass(slots=True)
class Others:
    """How many other incidents the same person is part of."""

    person: int
    earlier: int = 0
    later: int = 0

    def __str__(self) -> str:
        counted = ((self.earlier, "earlier"), (self.later, "later"))
        return ", ".join(f"{number} {word}" for number, word in counted if number)


def others_of(incident: Incident, user: User) -> dict[int, Others]:
    """For each person of an incident who is part of others: how many, by the id of the involvement. One query."""
    people = {line.person.counts_as: line for line in incident.involvements.all() if line.person and line.counts}
    found: dict[int, Others] = {}
    if not people:
        return found
    for person, _, is_earlier in OTHERS.rows(user, several(sorted(people)), incident.pk, incident.reported_at):
        other = found.setdefault(people[person].pk, Others(person))
        if is_earlier:
            other.earlier += 1
        else:
            other.later += 1
    return found


def _others(user: User, people: tuple[int, ...], incident: int, reported_at: datetime) -> QuerySet[Any, Any]:
    """`(person, incident, whether it was reported earlier)`."""
    others = _involvements(people, user).exclude(incident=incident).exclude(incident__status=Status.WITHDRAWN)
    survivor = Coalesce("person__merged_into", "person")
    is_earlier = Case(When(incident__reported_at__lt=reported_at, then=1), default=0)
    return others.values_list(survivor, "incident", is_earlier).order_by().distinct()


OTHERS = ForUser(_others)


def warned_before(involvement: Involvement, user: User) -> list[Involvement]:
    """Earlier involvements inside the school's look-back that were closed, substantiated, and warned or sanctioned.

    What makes this a continued infringement, if it is one; as far as the user may read it.
    """
    if involvement.person is None or involvement.part != Part.INSTIGATOR:
        return []
    incident = involvement.incident
    reported_on = timezone.localdate(incident.reported_at)
    since = midnight(months_before(reported_on, incident.school.repeats_within))
    earlier = _involvements([involvement.person.counts_as], user).filter(
        incident__reported_at__gte=since, incident__reported_at__lt=incident.reported_at, part=Part.INSTIGATOR
    )
    lines = earlier.exclude(incident=incident).select_related("incident").order_by("-incident__reported_at")
    return [line for line in lines.prefetch_related("misuses__row", "sanctions__action") if is_warned_of(line)]


def row_for_continued(table: SanctionsTable) -> Row | None:
    """The row of the table that stands for continued infringements."""
    return table.rows().filter(continued=True).first()


def is_warned_of(line: Involvement) -> bool:
    """The incident was closed as substantiated against this person, who was warned or sanctioned for it."""
    return line.part == Part.INSTIGATOR and line.incident.is_substantiated and any(map(_warns, line.sanctions.all()))


def _warns(sanction: Sanction) -> bool:
    """A warning or more; an action in a school's own words only where no table could have said it."""
    if sanction.action is None:
        return sanction.done and sanction.recommended == Sanction.Recommended.NONE
    return sanction.done and sanction.action.meaning in WARNS_OR_SANCTIONS


def _involvements(people: Iterable[int], user: User) -> QuerySet[Involvement]:
    """Parts of these people, and of the entries merged into them, in incidents that the user may read."""
    readable = Incident.objects.readable_by(user)
    of_them = Person.objects.entries_of(*people)
    return Involvement.objects.counted().filter(person__in=of_them, incident__in=readable)
