"""The start of an academic year on the register: everybody moves up one year group."""

from datetime import timedelta

from django.db import models
from django.urls import reverse

from core import clock
from core.history import records
from core.models import Record
from people.access import RegisterAccess
from people.calendar import AcademicYear
from people.roles import MANAGES, roles_of

from .schools import School
from .users import User

UNDONE_WITHIN = timedelta(days=7)


class RollOverQuerySet(models.QuerySet["RollOver"]):
    def managed_by(self, user: User) -> "RollOverQuerySet":
        """Those of the schools whose register the user manages."""
        return self.filter(school__in=roles_of(user).schools(*MANAGES))


class RollOver(Record):
    """That a school's pupils moved up into an academic year: by whom, when, and whether it was taken back."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="roll_overs")
    year = models.PositiveSmallIntegerField(help_text="The academic year that starts on 1 September of it.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    moved = models.PositiveIntegerField("moved up", default=0)
    left = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField("taken back", null=True, blank=True)
    history = records()

    objects = RollOverQuerySet.as_manager()
    access = RegisterAccess

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year"],
                condition=models.Q(undone_at=None),
                name="register_is_rolled_over_once_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"New school year, {AcademicYear(self.year)}"

    def get_absolute_url(self) -> str:
        return f"{reverse('people:roll-over')}?school={self.school_id}"

    @property
    def may_still_be_undone(self) -> bool:
        return self.undone_at is None and clock.now() - self.at <= UNDONE_WITHIN
