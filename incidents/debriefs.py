"""What incidents taught: for the e-safety group, with references and without names."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core import clock
from core.access import Refused
from core.dates import date_in_words
from core.spreadsheets import csv_file
from people.models import User

from .access import IncidentAccess
from .exporting import MOST
from .models import Export, Incident
from .naming import without_names
from .periods import PeriodForm
from .querysets import IncidentQuerySet
from .states import Status

COLUMNS = (
    "Reference", "School", "Closed", "What it was", "What was learnt", "What should change in the policy",
    "What came of it", "What changed",
)  # fmt: skip


def of(incidents: IncidentQuerySet, period: PeriodForm) -> IncidentQuerySet:
    """Those that were closed in the period and taught something, the newest first."""
    noted = Incident.policy_notes.through.objects.filter(incident=OuterRef("pk"))
    taught = incidents.filter(~Q(debrief="") | ~Q(what_changed="") | Exists(noted), status=Status.CLOSED)
    start, end = period.bounds
    taught = taught.filter(closed_at__gte=start, closed_at__lt=end)
    if period.school_chosen:
        taught = taught.filter(school=period.school_chosen)
    return taught.order_by("-closed_at", "-pk")


def for_list(incidents: IncidentQuerySet) -> IncidentQuerySet:
    """With what a line shows. Three queries, however many rows."""
    return incidents.select_related("school", "user_action").prefetch_related("involvements__person", "policy_notes")


@dataclass(frozen=True, slots=True)
class Line:
    """One incident, and what it taught, with a blank where somebody in it is named."""

    incident: Incident

    @property
    def learnt(self) -> str:
        return self._blanked(self.incident.debrief)

    @property
    def changed(self) -> str:
        return self._blanked(self.incident.what_changed)

    @property
    def notes(self) -> list[Any]:
        return list(self.incident.policy_notes.all())

    def _blanked(self, text: str) -> str:
        return without_names(text, self.incident.involvements.all())

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


@transaction.atomic
def take_out(incidents: IncidentQuerySet, *, by: User, filters: str, reason: str) -> bytes:
    """The list as a file, of what the user's right covers. That it was taken is kept with it."""
    IncidentAccess.require(by, "export")
    lines = [Line(incident) for incident in for_list(incidents.exportable_by(by))[:MOST]]
    if not lines:
        raise Refused("There is nothing here that you may take out: choose another period.")
    export = Export.objects.create(
        user=by, at=clock.now(), format=Export.Format.CSV, query=f"Debriefs: {filters}", reason=reason, rows=len(lines)
    )
    export.incidents.add(*(line.incident for line in lines))
    return csv_file(COLUMNS, [line.cells for line in lines])
