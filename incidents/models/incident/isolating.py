"""What becomes of devices: which is isolated, and which was searched."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import clock
from core.words import ended
from incidents.querysets import ALLEGED, TARGET, entry_of
from people.models import User

from .logged import Logged


class Isolating(Logged):
    """The verbs about devices."""

    class Meta:
        abstract = True

    def concerns(self, user: User) -> bool:
        """Whether the user is accused in it, a target in it, or has declared an interest: never one who reviews it."""
        involved = self.involvements.filter(entry_of(user), part__in=(ALLEGED, TARGET))
        return involved.exists() or self.interests.filter(user=user).exists()

    @transaction.atomic
    def isolate_device(
        self, *, by: User, what: str, isolated_by: str, isolated_at: datetime, kept_at: str, state: str
    ) -> None:
        """Record a device that is kept as it was found."""
        self.lock()
        self.access.require(by, "isolate_device", self)
        said = {"what": what, "isolated_by": isolated_by, "isolated_at": isolated_at, "state": state}
        if self.devices.filter(**said).exists():  # a double click
            return
        device = self.devices.model(incident_id=self.pk, by=by, kept_at=kept_at, **said)
        device.save_as(by, "Isolated")
        text = f"Device isolated by {isolated_by}: {what}. Kept: {kept_at}. Left: {ended(state)}"
        self.note(text, by=by, verb="isolate_device")

    @transaction.atomic
    def record_search(self, *, by: User, **said: Any) -> None:
        """Record the search of a pupil's device, with every field of the form."""
        self.lock()
        self.access.require(by, "record_search", self)
        if self.searches.filter(at=said["at"], pupil=said["pupil"]).exists():  # a double click
            return
        self.searches.create(by=by, recorded_at=clock.now(), **said)
        text = f"A device of {said['pupil'].display_name} was searched by {said['searched_by']}."
        self.note(text, by=by, verb="record_search")
