"""Who leaves the school and has a file: which of them nobody has decided on, and the file begun for a new school."""

from datetime import date
from typing import ClassVar, Self

from django.db import models, transaction
from django.db.models import DateField, Exists, ExpressionWrapper, OuterRef, Q

from core import clock
from core.access import Refused
from incidents.access import TransferAccess
from incidents.access.transfer import SENDS_FILES
from people.calendar import add_school_days
from people.models import Person, User
from people.roles import roles_of

from .transfer import Transfer, parts_of

WITHIN = 5  # school days, as "Keeping children safe in education" asks
LATELY = 60 * clock.ONE_DAY  # who left longer ago than this is not asked about any more


class PupilWithFileQuerySet(models.QuerySet["PupilWithFile"]):
    def readable_by(self, user: User) -> Self:
        """Pupils of the schools whose files the user sends on."""
        schools = roles_of(user).schools(*SENDS_FILES)
        return self.filter(kind=Person.Kind.PUPIL, school__in=schools, merged_into=None)

    def undecided_for(self, user: User) -> Self:
        """Who left lately and is part of an incident that the user reads, and nobody has said what goes along.

        What was ended before they left, or was of a leaving long before, says nothing of this one.
        """
        of_pupil = Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk"))
        of_leaving = Q(ended_at=None) | Q(ended_at__date__gte=OuterRef("left_on"))
        long_before = ExpressionWrapper(OuterRef("left_on") - LATELY, output_field=DateField())
        files = Transfer.objects.readable_by(user).filter(of_pupil, of_leaving, left_on__gt=long_before)
        known = Exists(files)
        part = Exists(parts_of(OuterRef("pk"), user))
        return self.readable_by(user).left_lately().filter(part, ~known).order_by("left_on", "pk")

    def left_lately(self) -> Self:
        return self.filter(left_on__gt=clock.today() - LATELY, left_on__lte=clock.today())


class PupilWithFile(Person):
    """A pupil, as somebody whose records may go along to another school."""

    objects: ClassVar[PupilWithFileQuerySet] = PupilWithFileQuerySet.as_manager()  # type: ignore[assignment]
    access = TransferAccess  # type: ignore[assignment]

    class Meta:
        proxy = True

    @transaction.atomic
    def begin_transfer(self, *, by: User, to_school: str, left_on: date, asked_on: date | None = None) -> Transfer:
        """Begin the file for the new school. The clock runs from the day it was asked for, else from the leaving.

        The day of leaving is what is said to whoever sends the file, maybe months ahead. The register keeps its own:
        `Person.leave` is for those who look after it, and takes the pupil off today's lists.
        """
        self.lock()
        self.access.require(by, "begin", self)
        same = Person.objects.entries_of(self.pk)
        if under_way := Transfer.objects.readable_by(by).under_way().filter(person__in=same).first():
            raise Refused(f"The file for {under_way.to_school} has already been begun: send that one, or end it first.")
        due = add_school_days(asked_on or left_on, WITHIN)
        transfer = Transfer(
            person_id=self.pk, to_school=to_school, left_on=left_on, asked_on=asked_on, due_on=due, begun_by=by,
            begun_at=clock.now(),
        )  # fmt: skip
        transfer.save_as(by, "Begun")
        return transfer
