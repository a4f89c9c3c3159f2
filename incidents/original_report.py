"""What a reporter said, read back from the histories: the receipt shows nothing else."""

from dataclasses import dataclass

from django.db.models import Q

from .models import Entry, Incident, Involvement
from .models.incident.telling_more import CIRCUMSTANCES, COMPLETED
from .statement import REPORTED


@dataclass(frozen=True, slots=True)
class Said:
    """What a reporter said, whatever became of it since."""

    incident: Incident  # as it was reported, and as the reporter completed it
    people: list[tuple[str, str]]  # name and part
    corrections: list[Entry]


def as_reported(incident: Incident) -> Said:
    """From the first rows of the histories: nothing that others added or changed."""
    completed = Q(history_user=incident.reported_by_id, history_change_reason=COMPLETED)
    first, *later = incident.history.filter(Q(history_type="+") | completed).order_by("history_date", "history_id")
    said: Incident = first.instance
    for row in later:
        before = incident.history.filter(pk__lt=row.pk).latest(
            "pk"
        )  # what somebody else had corrected is not the reporter's
        for name in CIRCUMSTANCES:
            if getattr(row, name) != getattr(before, name):
                setattr(said, name, getattr(row, name))
    named = Involvement.history.filter(
        incident_id=incident.pk, history_type="+", history_user=incident.reported_by_id, history_change_reason=REPORTED
    )
    people = [
        (row.person.name if row.person else row.name, Involvement.Part(row.part).as_reported)
        for row in named.select_related("person").order_by("id")
    ]
    own = incident.entries.filter(by=incident.reported_by_id, verb="correction").order_by("at", "pk")
    return Said(said, people, list(own))
