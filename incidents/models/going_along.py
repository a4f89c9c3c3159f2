"""What goes along with a pupil's file: marked by each for what they read, and not taken away unseen."""

import hashlib
from collections.abc import Mapping

from django.db import models

from core import clock
from core.history import records
from core.models import Record
from people.models import User

from .incident import Incident


class GoingAlong(Record):
    """One incident that goes along with a pupil's file."""

    transfer = models.ForeignKey("Transfer", on_delete=models.PROTECT, related_name="going_along")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="going_along")
    open_because = models.TextField("why it goes along before it is closed", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    history = records()
    sealed_in = "transfer.person.school_id"

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "incidents going along"
        constraints = [models.UniqueConstraint(fields=["transfer", "incident"], name="incident_goes_along_once")]

    def __str__(self) -> str:
        return f"{self.incident} goes along"

    def reason_of_another(self, user: User) -> str:
        """Why it goes along before it is closed, where somebody else said so."""
        return self.open_because if self.by_id != user.pk else ""


def as_marked(marks: Mapping[int, GoingAlong]) -> str:
    """What goes along and why, as a page carries it: another state is another text; empty where nothing does."""
    said = sorted((mark.incident_id, mark.open_because) for mark in marks.values())
    return hashlib.sha256(repr(said).encode()).hexdigest() if said else ""


def chosen_meanwhile(marks: Mapping[int, GoingAlong]) -> str:
    """What somebody is told whose page showed another choice."""
    found = " and ".join(mark.incident.reference for mark in marks.values()) or "nothing"
    return f"A colleague chose meanwhile what goes along: {found}. Check what is ticked, and save again."
