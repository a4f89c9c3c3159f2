"""What was reviewed: each address or device is a row."""

from collections.abc import Collection
from datetime import datetime

from django.db import models, transaction
from django.db.models import Q

from core.access import Refused
from core.history import records
from core.models import Record
from people.models import User

from .investigation import Investigation
from .reviewers import Place


class SiteReview(Record):
    """One address or device that one of the two looked at. An address is text, and never a link."""

    class Kind(models.TextChoices):
        SITE = "site", "Web site address"
        DEVICE = "device", "Device"

    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="site_reviews")
    kind = models.CharField(max_length=6, choices=Kind)
    what = models.CharField("address or device", max_length=2000)
    at = models.DateTimeField("reviewed")
    place = models.CharField("by which of the two", max_length=6, choices=Place)
    reviewed_by = models.CharField("name of the reviewer", max_length=150)
    concern = models.TextField("reason for concern")
    description = models.TextField("description of the content")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = records()
    sealed_in = "investigation.incident.school_id"

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(concern="") & ~Q(description=""), name="review_says_what_why_and_what_it_is"
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @transaction.atomic
    def change(self, *, by: User, reason: str, **said: object) -> None:
        """Put a row right before anybody has concluded. What it said before stays in the history.

        Who looked at it stays who it was, unless it is said that the other one did: whoever is named since did not.
        What was read before the lock is what is changed: where the other one put the same right otherwise, nothing is.
        """
        read = self._of(said)
        self._lock_and_ask(by)
        if self._of(said) not in (read, said):
            raise Refused("Somebody else put this row right at the same moment. Look at it, and do it again.")
        place = self.place
        for field, value in said.items():
            setattr(self, field, value)
        if self.place != place:
            self.reviewed_by = self.investigation.name_of(self.place)
        self.investigation.refuse_before_the_start(self.at)
        self.save_as(by, reason)
        self.investigation.note(f"A reviewed {self.kind_in_words} was put right. {reason}", by=by, verb="review_site")

    @transaction.atomic
    def remove(self, *, by: User, reason: str) -> None:
        """Take a row out before anybody has concluded. That it was there stays in the history."""
        self._lock_and_ask(by)
        text = f"A reviewed {self.kind_in_words} was taken out of the record: “{self.what}”. {reason}"
        self.delete_as(by, reason)
        self.investigation.note(text, by=by, verb="review_site")

    def _of(self, columns: Collection[str]) -> dict[str, object]:
        return {column: getattr(self, column) for column in columns}

    @property
    def kind_in_words(self) -> str:
        return self.get_kind_display().lower()

    def _lock_and_ask(self, by: User) -> None:
        self.investigation.hold()
        try:
            self.lock()
        except SiteReview.DoesNotExist:
            raise Refused("This row was taken out meanwhile.") from None
        self.investigation.access.require(by, "review_site", self.investigation)


def record_review(investigation: Investigation, *, by: User, at: datetime, place: str, **said: str) -> SiteReview:
    """Add a row: what was looked at, by which of the two, when, why and what was there."""
    with transaction.atomic():
        investigation.hold()
        investigation.access.require(by, "review_site", investigation)
        investigation.refuse_before_the_start(at)
        name = investigation.name_of(place)
        again = investigation.site_reviews.filter(at=at, place=place, **said).first()
        if again:  # a double click
            return again
        row = SiteReview(investigation=investigation, at=at, place=place, reviewed_by=name, by=by, **said)
        row.save_as(by, "Reviewed")
        text = f"{row.get_kind_display()} reviewed by {name}."
        investigation.note(text, by=by, verb="review_site")
        return row
