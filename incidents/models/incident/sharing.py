"""Who else reads it by name, and what only the authority may clear."""

from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.access import Refused
from people.models import User
from people.telling import tell

from .base import IncidentBase

if TYPE_CHECKING:
    from ..record import Reader


class Sharing(IncidentBase):
    """The verbs of the authority about who reads it, and about its pictures."""

    class Meta:
        abstract = True

    def was_left_by(self, user: User) -> bool:
        """Whether the user has stepped back from it: of that they read nothing, whoever would let them."""
        return self.interests.filter(user=user, stays_because="").exists()

    @transaction.atomic
    def add_reader(self, *, by: User, user: User, reason: str) -> None:
        """Let somebody read it by name, and tell them."""
        self.lock()
        self.access.require(by, "add_reader", self)
        self.access.require(user, "become_reader", self)
        self.readers.model(incident_id=self.pk, user=user, by=by, reason=reason, at=clock.now()).save_as(by, reason)
        self.note(f"{user} may read this incident. {reason}", by=by, verb="add_reader")
        wanted = "You were given this incident to read."
        tell([user], label=self.reference, wanted=wanted, path=self.get_absolute_url(), school=self.school)

    @transaction.atomic
    def end_reader(self, *, by: User, reader: "Reader", reason: str) -> None:
        """Somebody reads it no longer by name."""
        self.lock()
        self.access.require(by, "end_reader", self)
        kept = self.readers.filter(pk=reader.pk).select_related("user").first()
        if kept is None:
            raise Refused("This reading has already been ended.")
        user = kept.user
        kept.delete_as(by, reason)
        self.note(f"{user} no longer reads this incident by name. {reason}", by=by, verb="end_reader")

    @transaction.atomic
    def mark_images(self, *, by: User, reason: str) -> None:
        """Say that images of children may be part of it: from now on no file is attached, and none is opened."""
        self.lock()
        self.access.require(by, "mark_images", self)
        self.images_of_children = True
        self.save_as(by, reason)
        self.note(f"Images of children may be part of it. {reason}", by=by, verb="mark_images")

    @transaction.atomic
    def clear_images(self, *, by: User, reason: str) -> None:
        """Say that there are no images of children in it after all."""
        self.lock()
        self.access.require(by, "clear_images", self)
        self.images_of_children = False
        self.save_as(by, reason)
        self.note(f"No images of children are part of it. {reason}", by=by, verb="clear_images")
