"""The crest of a school, on the documents that it hands to others."""

from base64 import b64encode
from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.db.models import Q

from core import clock
from core.access import Refused
from core.models import Line
from people.access import SchoolAccess

from .schools import School
from .users import User


class CrestQuerySet(models.QuerySet["Crest"]):
    def of(self, school: School, at: datetime | None = None) -> "Crest | None":
        """The crest that the school had at this moment, or has now; None where it had none."""
        newest = self._until(school, at).first()
        return newest if newest and newest.picture else None

    def is_up(self, school: School) -> bool:
        """Whether it has one now, without the picture itself."""
        return self._until(school).annotate(shows=~Q(picture=b"")).values_list("shows", flat=True).first() is True

    def _until(self, school: School, at: datetime | None = None) -> Self:
        """Those of this moment or earlier, the newest first."""
        return self.filter(school=school, at__lte=at or clock.now()).order_by("-at", "-pk")


class Crest(Line):
    """A picture that is the crest of a school from a moment on; an empty one takes it down.

    `picture`: a PNG that was written anew, as `core.pictures.small_png` makes it.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="crests")
    picture = models.BinaryField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = CrestQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["school", "-at", "-id"], name="crests_newest_first")]

    def __str__(self) -> str:
        return f"Crest of {self.school}"

    @property
    def address(self) -> str:
        """The picture itself, as an address that a page and a document can show."""
        return f"data:image/png;base64,{b64encode(bytes(self.picture)).decode()}"

    @classmethod
    @transaction.atomic
    def put_up(cls, school: School, picture: bytes, *, by: User) -> Self:
        """From now on this is the crest of the school."""
        school.lock()
        SchoolAccess.require(by, "configure", school)
        shown = cls.objects.of(school)
        if shown and bytes(shown.picture) == picture:
            raise Refused("This picture is the crest already.")
        return cls._written(school, picture, by)

    @classmethod
    @transaction.atomic
    def take_down(cls, school: School, *, by: User) -> Self:
        """From now on the school has no crest: its documents show its name alone."""
        school.lock()
        SchoolAccess.require(by, "take_down_crest", school)
        return cls._written(school, b"", by)

    @classmethod
    def _written(cls, school: School, picture: bytes, by: User) -> Self:
        crest = cls(school=school, picture=picture, by=by, at=clock.now())
        crest.save()
        return crest
