"""Similar incidents: what was decided before about the same kind of misuse, told without names."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from incidents.models import Incident, Involvement, Misuse
from incidents.models.blanks import Blanks
from incidents.pseudonyms import pseudonyms_of
from incidents.states import Status
from people.models import User

from .models import Sanction

SHOWN = 5
ASKED = 3 * SHOWN  # several people of one incident count once
Key = tuple[str, str]  # the kind of the table, and the key of the row


@dataclass(frozen=True, slots=True)
class Said:
    """One decision in a similar incident, and why, without names."""

    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class SimilarIncident:
    """What was decided about somebody in a closed incident with the same kind of misuse."""

    called: str  # Pupil A, as in every text about that incident
    involvement: Involvement
    blanks: Blanks
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
        return self._without_names(self.incident.rationale)

    def _decided(self, *, done: bool) -> list[Said]:
        sanctions: Iterable[Sanction] = self.involvement.sanctions.all()
        said = (each for each in sanctions if each.done == done)
        return [Said(self._without_names(each.short), self._without_names(each.reason)) for each in said]

    def _without_names(self, text: str) -> str:
        return self.blanks.without_names(text, self.incident)


def similar_incidents(
    people: Iterable[Involvement], incident: Incident, user: User
) -> dict[int, list[SimilarIncident]]:
    """For each of these people of an incident: up to five others, of the same year group first, then the newest.

    As far as the user may read them; by the id of the involvement. `people` with their misuses and rows.
    """
    wanted = {person.pk: _keys(person) for person in people}
    keys = {key for each in wanted.values() for key in each}
    if not keys:
        return {}
    found = _candidates(keys, incident, user)
    nearest = {person: _nearest(person, wanted[person.pk], found) for person in people}
    incidents = {other.incident for others in nearest.values() for other, _ in others}
    called, blanks = pseudonyms_of(incidents), Blanks(incidents)
    return {
        person.pk: [SimilarIncident(called[other.pk], other, blanks, rows) for other, rows in others]
        for person, others in nearest.items()
    }


def _keys(person: Involvement) -> dict[Key, str]:
    """What was found about this person: the label of each row by its key."""
    misuses: Iterable[Misuse] = person.misuses.all()
    return {(person.table_kind, misuse.row.key): misuse.row.label for misuse in misuses}


def _candidates(keys: set[Key], incident: Incident, user: User) -> dict[Key, list[Involvement]]:
    """The newest of each row and year group. Three queries."""
    same_row = Q(*(Q(row__matrix__kind=kind, row__key=key) for kind, key in keys), _connector=Q.OR)
    closed = Incident.objects.readable_by(user).filter(status=Status.CLOSED).exclude(pk=incident.pk)
    misuses = Misuse.objects.filter(same_row, involvement__incident__in=closed)
    alike = [F("row__matrix__kind"), F("row__key"), F("involvement__year_group")]
    newest = [F("involvement__incident__reported_at").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by=alike, order_by=newest)
    few = misuses.annotate(table=F("row__matrix__kind"), key=F("row__key"), place=place).filter(place__lte=ASKED)
    shown = few.select_related("involvement__incident").prefetch_related("involvement__sanctions__action")
    found: dict[Key, list[Involvement]] = defaultdict(list)
    for misuse in shown.order_by("-involvement__incident__reported_at", "-pk"):
        found[misuse.table, misuse.key].append(misuse.involvement)
    return found


def _nearest(
    person: Involvement, keys: dict[Key, str], found: dict[Key, list[Involvement]]
) -> list[tuple[Involvement, list[str]]]:
    """Those to be told of, each with the kinds of misuse that both have."""
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
    return [(other, shared[other.pk]) for other in list(nearest.values())[:SHOWN]]
