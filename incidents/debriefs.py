"""What incidents taught: for the e-safety group, with references and without names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.dates import date_in_words
from people.models import School
from policies.models import DraftNote

from .models import Incident
from .models.blanks import Blanks
from .querysets import IncidentQuerySet
from .states import Status

COLUMNS = (
    "Reference", "School", "Closed", "What it was", "What was learnt", "What should change in the policy",
    "What came of it", "What changed",
)  # fmt: skip


def of(incidents: IncidentQuerySet, bounds: tuple[datetime, datetime], school: School | None) -> IncidentQuerySet:
    """Those that were closed between these two moments and taught something, the newest first."""
    noted = Incident.policy_notes.through.objects.filter(incident=OuterRef("pk"))
    taught = incidents.filter(~Q(debrief="") | ~Q(what_changed="") | Exists(noted), status=Status.CLOSED)
    start, end = bounds
    taught = taught.filter(closed_at__gte=start, closed_at__lt=end)
    if school:
        taught = taught.filter(school=school)
    return taught.order_by("-closed_at", "-pk")


@dataclass(frozen=True, slots=True)
class Noted:
    """What an incident proposed for the policy, and what came of it, with a blank where somebody in it is named."""

    label: str
    text: str
    is_settled: bool
    settled_with: str

    def __str__(self) -> str:
        return f"{self.label}: {self.text}"


@dataclass(frozen=True, slots=True)
class Line:
    """One incident, and what it taught, with a blank where somebody in it is named."""

    incident: Incident
    blanks: Blanks

    @property
    def learnt(self) -> str:
        return self._blanked(self.incident.debrief)

    @property
    def changed(self) -> str:
        return self._blanked(self.incident.what_changed)

    @property
    def notes(self) -> list[Noted]:
        notes: Iterable[DraftNote] = self.incident.policy_notes.all()
        return [
            Noted(note.label, self._blanked(note.text), note.is_settled, self._blanked(note.settled_with))
            for note in notes
        ]

    def _blanked(self, text: str) -> str:
        return self.blanks.without_names(text, self.incident)

    @property
    def cells(self) -> list[Any]:
        return [
            self.incident.reference,
            self.incident.school.name,
            date_in_words(timezone.localdate(self.incident.closed_at)) if self.incident.closed_at else "",
            self.incident.kind_chosen.label,
            self.learnt,
            "\n".join(map(str, self.notes)),
            "\n".join(note.settled_with for note in self.notes if note.is_settled),
            self.changed,
        ]


def lines_of(incidents: IncidentQuerySet) -> list[Line]:
    """Six queries, however many rows."""
    shown = list(incidents.select_related("school", "user_action").prefetch_related("policy_notes"))
    blanks = Blanks(shown)
    return [Line(incident, blanks) for incident in shown]
