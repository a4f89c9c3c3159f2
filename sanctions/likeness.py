"""Like cases: what was decided before about the same kind of misuse, told without names."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from incidents.models import Incident, Involvement, Misuse
from incidents.naming import without_names
from incidents.states import Status
from people.models import User

from .models import Sanction

SHOWN = 5
ASKED = 3 * SHOWN  # several people of one incident are one case
Key = tuple[str, str]  # the kind of the table, and the key of the row


@dataclass(frozen=True, slots=True)
class Said:
    """One decision of a like case, and why, without names."""

    sanction: Sanction
    reason: str


@dataclass(frozen=True, slots=True)
class LikeCase:
    """What was decided about somebody in a closed incident with the same kind of misuse."""

    called: str  # Pupil A
    involvement: Involvement
    rows: list[str] = field(default_factory=list)  # the kinds of misuse that both have

    @property
    def incident(self) -> Incident:
        return self.involvement.incident

    @property
    def done(self) -> list[Said]:
        return self._decided(done=True)

    @property
    def not_done(self) -> list[Said]:
        return self._decided(done=False)

    @property
    def rationale(self) -> str:
        return without_names(self.incident.rationale, self.incident.involvements.all())

    def _decided(self, *, done: bool) -> list[Said]:
        people = self.incident.involvements.all()
        sanctions: Iterable[Sanction] = self.involvement.sanctions.all()
        return [Said(each, without_names(each.reason, people)) for each in sanctions if each.done == done]


def like_cases(people: Iterable[Involvement], incident: Incident, user: User) -> dict[int, list[LikeCase]]:
    """For each of these people of an incident: up to five others, of the same year group first, then the newest.

    As far as the user may read them; by the id of the involvement. `people` with their misuses and rows.
    """
    wanted = {person.pk: _keys(person) for person in people}
    keys = {key for each in wanted.values() for key in each}
    if not keys:
        return {}
    found = _candidates(keys, incident, user)
    return {person.pk: _nearest(person, wanted[person.pk], found) for person in people}


def _keys(person: Involvement) -> dict[Key, str]:
    """What was found about this person: the label of each row by its key."""
    misuses: Iterable[Misuse] = person.misuses.all()
    return {(person.table_kind, misuse.row.key): misuse.row.label for misuse in misuses}


def _candidates(keys: set[Key], incident: Incident, user: User) -> dict[Key, list[Involvement]]:
    """The newest of each row and year group. Five queries."""
    same_row = Q(*(Q(row__matrix__kind=kind, row__key=key) for kind, key in keys), _connector=Q.OR)
    closed = Incident.objects.readable_by(user).filter(status=Status.CLOSED).exclude(pk=incident.pk)
    misuses = Misuse.objects.filter(same_row, involvement__incident__in=closed)
    alike = [F("row__matrix__kind"), F("row__key"), F("involvement__year_group")]
    newest = [F("involvement__incident__reported_at").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by=alike, order_by=newest)
    few = misuses.annotate(table=F("row__matrix__kind"), key=F("row__key"), place=place).filter(place__lte=ASKED)
    shown = few.select_related("involvement__incident").prefetch_related(
        "involvement__sanctions__action", "involvement__incident__involvements__person"
    )
    found: dict[Key, list[Involvement]] = defaultdict(list)
    for misuse in shown.order_by("-involvement__incident__reported_at", "-pk"):
        found[misuse.table, misuse.key].append(misuse.involvement)
    return found


def _nearest(person: Involvement, keys: dict[Key, str], found: dict[Key, list[Involvement]]) -> list[LikeCase]:
    shared: dict[int, list[str]] = defaultdict(list)
    others: dict[int, Involvement] = {}
    for key, label in keys.items():
        for other in found.get(key, []):
            others[other.pk] = other
            shared[other.pk].append(label)
    newest = sorted(others.values(), key=lambda other: other.incident.reported_at, reverse=True)
    nearest: dict[int, Involvement] = {}
    for other in sorted(newest, key=lambda other: other.year_group != person.year_group):
        nearest.setdefault(other.incident_id, other)
    return [
        LikeCase(f"{'Pupil' if other.is_pupil else 'Adult'} {letter}", other, shared[other.pk])
        for letter, other in zip("ABCDE"[:SHOWN], nearest.values(), strict=False)
    ]
