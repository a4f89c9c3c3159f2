"""Devices that are kept for an incident: isolated, moved, searched."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q

from core import clock
from core.access import Refused
from core.dates import short_moment
from core.history import records
from core.models import Line, Record
from incidents.access import DeviceAccess
from people.models import User

from .incident import Incident
from .involvement import Involvement

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class IsolatedDeviceQuerySet(models.QuerySet["IsolatedDevice"]):
    def readable_by(self, user: Any) -> "IsolatedDeviceQuerySet":
        """Those of the incidents that the user reads."""
        return self.filter(incident__in=Incident.objects.readable_by(user))


class IsolatedDevice(Record):
    """A device that is kept as it was found. Any change to its state may hinder the Police."""

    if TYPE_CHECKING:
        movements: RelatedManager["DeviceMovement"]

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="devices")
    what = models.CharField("which device", max_length=200)
    isolated_by = models.CharField("isolated by", max_length=150)
    isolated_at = models.DateTimeField("isolated")
    kept_at = models.CharField("where it is kept", max_length=200)
    state = models.CharField("the state it was left in", max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = records()
    sealed_in = "incident.school_id"

    objects = IsolatedDeviceQuerySet.as_manager()
    access = DeviceAccess

    class Meta:
        ordering = ["isolated_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(isolated_by="") & ~Q(kept_at="") & ~Q(state=""),
                name="device_says_which_who_where_and_how",
            )
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def last_movement(self) -> "DeviceMovement | None":
        return next(iter(sorted(self.movements.all(), key=lambda moved: (moved.at, moved.pk), reverse=True)), None)

    @property
    def is_here(self) -> bool:
        """Neither returned nor handed to the Police."""
        return (last := self.last_movement) is None or last.kind == DeviceMovement.Kind.MOVED

    @property
    def is_returned(self) -> bool:
        return (last := self.last_movement) is not None and last.kind == DeviceMovement.Kind.RETURNED

    @transaction.atomic
    def move(self, *, by: User, shown: str, kind: str, moved_by: str, at: datetime, to_place: str, reason: str) -> None:
        """It goes elsewhere: where it was, where it goes, who took it there. `shown`: where the page said it is."""
        self.incident.lock()
        self.lock()
        self.access.require(by, "move", self)
        if shown != self.kept_at:
            raise Refused(f"It was moved meanwhile, and is here now: {self.kept_at}. Check what you typed.")
        last = self.last_movement
        earliest = last.at if last else self.isolated_at
        if at < earliest:
            what = f"It was moved to {self.kept_at}" if last else "It was isolated"
            raise Refused(f"{what} on {short_moment(earliest)}: give a time after that.")
        from_place, self.kept_at = self.kept_at, to_place
        self.save_as(by, reason)
        self.movements.create(
            kind=kind, moved_by=moved_by, at=at, from_place=from_place, to_place=to_place, reason=reason, by=by
        )
        done = DeviceMovement.Kind(kind).label
        text = f"Device “{self.what}”: {done.lower()}, from {from_place} to {to_place}, by {moved_by}. {reason}"
        self.incident.note(text, by=by, verb="move_device")


class DeviceMovement(Line):
    """One movement of a kept device. Never edited, never removed."""

    sealed_in = "device.incident.school_id"

    class Kind(models.TextChoices):
        MOVED = "moved", "Moved to another place here"
        POLICE = "police", "Handed to the Police"
        RETURNED = "returned", "Returned to its owner"

    device = models.ForeignKey(IsolatedDevice, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=8, choices=Kind)
    moved_by = models.CharField("who moved it", max_length=150)
    at = models.DateTimeField("when")
    from_place = models.CharField("from where", max_length=200)
    to_place = models.CharField("to where, or to whom", max_length=200)
    reason = models.TextField("why")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="movement_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.from_place} → {self.to_place}"


class DeviceSearch(Line):
    """A pupil's device was searched under the Education Act 2011: a full record, never edited, never removed."""

    sealed_in = "incident.school_id"

    class Parents(models.TextChoices):
        INFORMED = "informed", "Informed"
        NOT_INFORMED = "not_informed", "Not informed, because"

    class Afterwards(models.TextChoices):
        KEPT = "kept", "Kept"
        RETURNED = "returned", "Returned"
        POLICE = "police", "Handed to the Police"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="searches")
    at = models.DateTimeField("date and time")
    place = models.CharField(max_length=120)
    pupil = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="searches")
    grounds = models.TextField("grounds for the search")
    searched_for = models.CharField("item searched for", max_length=200)
    searched_by = models.CharField("who searched", max_length=150)
    present = models.CharField("who was present", max_length=300)
    found = models.TextField("what was found")
    deleted = models.TextField("data deleted or handed over, by whom and why", blank=True)
    parents = models.CharField("parents informed", max_length=12, choices=Parents)
    parents_text = models.CharField("when and how, or why not", max_length=300)
    afterwards = models.CharField("device kept or returned", max_length=8, choices=Afterwards)
    afterwards_text = models.CharField("where, or to whom", max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "device searches"
        constraints = [
            models.CheckConstraint(
                condition=~Q(grounds="") & ~Q(searched_for="") & ~Q(searched_by="") & ~Q(present="") & ~Q(found=""),
                name="search_is_recorded_in_full",
            )
        ]

    def __str__(self) -> str:
        return f"Search of a device of {self.pupil}"
