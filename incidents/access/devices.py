"""Who records what becomes of devices."""

from typing import TYPE_CHECKING

from core.access import Access, Rule

from .conditions import handles, has_declared, not_ended

if TYPE_CHECKING:
    from people.models import User

    from ..models import Incident, IsolatedDevice


class Isolating(Access):
    """The verbs of an incident about devices. They are possible while the authorities have it."""

    @staticmethod
    def isolate_device(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "record its devices")
        yield not_ended(incident)

    @staticmethod
    def record_search(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "record a search")
        yield not_ended(incident)
        yield (
            any(one.is_pupil and one.counts for one in incident.involvements.all()),
            "No pupil is named in this incident: add the pupil whose device it was first.",
        )


class DeviceAccess(Access):
    @staticmethod
    def move(user: "User", device: "IsolatedDevice") -> Rule:
        """Also once the incident is closed: the Police may keep a device for long."""
        yield handles(user, device.incident, "move its devices")
        yield has_declared(user, device.incident)
        yield not device.is_returned, "It was returned to its owner: it is no longer kept."
