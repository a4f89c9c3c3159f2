"""What the worker makes of reports, so that nobody's page waits for it: figures, documents, a release."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core import clock
from people.calendar import AcademicYear
from people.models import Federation, School, User
from people.roles import roles_of

from ..access import PREPARES, RELEASES, MakingAccess
from ..scopes import Scope
from .reports import GovernorReport


class MakingQuerySet(models.QuerySet["Making"]):
    def readable_by(self, user: User) -> "MakingQuerySet":
        """What the user asked for, and what is asked for at schools whose reports the user prepares or releases."""
        schools = roles_of(user).schools(*PREPARES, *RELEASES)
        return self.filter(Q(asked_by=user.pk) | Q(school__in=schools) | Q(federation__schools__in=schools)).distinct()

    def going_on(self) -> "MakingQuerySet":
        return self.filter(finished_at=None)


class Making(models.Model):
    """One thing that was asked for and is being made. Whoever asks for the same meanwhile waits for this one."""

    class What(models.TextChoices):
        PREPARE = "prepare", "Preparing the report"
        DRAW = "draw", "Drawing the PDF of the draft"
        RELEASE = "release", "Releasing the report"

    class Step(models.TextChoices):
        WAITING = "waiting", "Waiting for the worker"
        COUNTING = "counting", "Counting, and withholding what is too small"
        DRAWING = "drawing", "Drawing the pages"
        DONE = "done", "Done"

    what = models.CharField(max_length=7, choices=What)
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    federation = models.ForeignKey(Federation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    chosen = models.CharField("keys of the schools, where they are some of the federation", max_length=500, blank=True)
    year = models.PositiveSmallIntegerField("academic year that starts in")
    term = models.CharField(max_length=100, blank=True)
    reason = models.TextField("why it replaces another", blank=True)
    edition = models.CharField("edition that is released", max_length=60, blank=True)
    report = models.ForeignKey(GovernorReport, on_delete=models.CASCADE, null=True, blank=True, related_name="makings")
    step = models.CharField(max_length=8, choices=Step, default=Step.WAITING)
    refusal = models.TextField("why it could not be made", blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = MakingQuerySet.as_manager()
    access = MakingAccess

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["what", place, "chosen", "year", "term"],
                condition=Q(finished_at=None, **{f"{place}__isnull": False}),
                name=f"one_making_of_a_report_of_a_{place}_at_a_time",
            )
            for place in ("school", "federation")
        ] + [
            models.CheckConstraint(
                condition=Q(school=None, federation__isnull=False) | Q(school__isnull=False, federation=None),
                name="making_is_of_one_school_or_one_federation",
            ),
            models.CheckConstraint(
                condition=Q(what="prepare") | Q(report__isnull=False), name="drawing_or_releasing_names_its_report"
            ),
            models.CheckConstraint(
                condition=Q(refusal="") | Q(finished_at__isnull=False), name="refused_making_is_finished"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) & ~Q(step="done") | Q(finished_at__isnull=False, step="done"),
                name="making_is_done_when_it_is_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.school or self.federation}, {self.period_in_words}"

    def get_absolute_url(self) -> str:
        return reverse("reports:making", args=[self.pk])

    @property
    def scope(self) -> Scope:
        return Scope(self.school, self.federation, self.chosen, self.term)

    @property
    def period_in_words(self) -> str:
        return f"{self.term} {AcademicYear(self.year)}".strip()

    @property
    def schools(self) -> list[School]:
        return self.scope.schools

    @property
    def school_ids(self) -> frozenset[int]:
        return frozenset(school.pk for school in self.schools)

    @property
    def steps(self) -> list[tuple[str, bool, bool]]:
        """`(words, is over, is now)`, in their order."""
        counts = self.what == self.What.PREPARE
        steps = [step for step in self.Step if counts or step != self.Step.COUNTING]
        at = steps.index(self.Step(self.step))
        return [(str(step.label), place < at, place == at) for place, step in enumerate(steps)]

    @classmethod
    def ask(cls, what: str, *, by: User, scope: Scope, year: int, **said: Any) -> "tuple[Making, bool]":
        """Ask for it, or find what was asked for already: `(making, whether it is new)`."""
        asked = {"asked_by": by, "asked_at": clock.now(), **said}
        return Making.objects.going_on().get_or_create(what=what, year=year, **scope.fields, defaults=asked)

    def go_on_to(self, step: str) -> None:
        """Say how far it is, for whoever waits."""
        self.step = step
        self.save(update_fields=["step"])

    def finish(self, *, refusal: str = "") -> None:
        self.step, self.refusal, self.finished_at = self.Step.DONE, refusal, clock.now()
        self.save(update_fields=["step", "refusal", "finished_at", "report"])
