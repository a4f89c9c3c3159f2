"""Bringing a register in from a file: which column means what, and each file that was brought."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from core import clock
from core.history import records
from core.models import Line, Record
from people.access import RegisterAccess
from people.roles import MANAGES, roles_of

from .schools import School
from .users import User


class Who(models.TextChoices):
    """Whose register a file is of."""

    PUPILS = "pupil", "Pupils"
    STAFF = "staff", "Staff and volunteers"


class ColumnMapping(Record):
    """The heading under which a school's own files write one field: said once, known the next time."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="column_mappings")
    who = models.CharField(max_length=5, choices=Who)
    field = models.CharField(max_length=20)
    heading = models.CharField(max_length=120)
    history = records()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "who", "field"], name="field_is_mapped_to_one_column"),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.heading}"


MENDED_WITHIN = timedelta(days=14)  # after that nobody will: it is not shown any more


class RegisterImportQuerySet(models.QuerySet["RegisterImport"]):
    def managed_by(self, user: User) -> "RegisterImportQuerySet":
        """Files of the schools whose register the user manages."""
        return self.filter(school__in=roles_of(user).schools(*MANAGES))

    def forgotten(self) -> "RegisterImportQuerySet":
        """Previews that nobody will decide on any more."""
        return self.filter(status=RegisterImport.Status.PREVIEWED, at__lte=clock.now() - MENDED_WITHIN)

    def unfinished(self) -> "RegisterImportQuerySet":
        """Previews that nobody decided on for a day; and files with lines to mend, until the next file comes."""
        now = clock.now()
        waiting = Q(status=RegisterImport.Status.PREVIEWED, at__lte=now - clock.ONE_DAY)
        to_mend = Q(status=RegisterImport.Status.APPLIED, at__gte=now - MENDED_WITHIN)
        return self.maybe_unfinished().filter(waiting | to_mend)

    def maybe_unfinished(self) -> "RegisterImportQuerySet":
        """The same whenever it was."""
        later = RegisterImport.objects.filter(
            school=OuterRef("school"), who=OuterRef("who"), status=RegisterImport.Status.APPLIED, at__gt=OuterRef("at")
        )
        to_mend = Q(~Exists(later), status=RegisterImport.Status.APPLIED, refused__gt=0)
        return self.filter(Q(status=RegisterImport.Status.PREVIEWED) | to_mend)


class RegisterImport(Record):
    """One file of people: read and shown first, then brought in whole or not at all."""

    class Status(models.TextChoices):
        PREVIEWED = "previewed", "To be checked"
        APPLIED = "applied", "Brought in"
        ABANDONED = "abandoned", "Not brought in"

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="register_imports")
    who = models.CharField(max_length=5, choices=Who)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField(
        help_text="The table that was read from the file; emptied when it is brought in or abandoned."
    )
    status = models.CharField(max_length=9, choices=Status, default=Status.PREVIEWED)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField("rows that could not be read", default=0)
    history = records(excluded_fields=["content"])

    objects = RegisterImportQuerySet.as_manager()
    access = RegisterAccess

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("people:import", kwargs={"pk": self.pk})

    @property
    def who_in_words(self) -> str:
        return str(Who(self.who).label)

    @property
    def is_to_check(self) -> bool:
        return self.status == self.Status.PREVIEWED

    @transaction.atomic
    def expire(self) -> None:
        """Forget a file that nobody decided on: it is full of children's names and birthdays."""
        self.lock()
        if self.is_to_check:
            self.status, self.content = self.Status.ABANDONED, b""
            self.save_as(None, "Nobody decided on it")

    @transaction.atomic
    def give_up(self, *, by: User) -> None:
        """Bring nothing in; the file is not kept."""
        self.lock()
        self.access.require(by, "give_up", self)
        self.status, self.content = self.Status.ABANDONED, b""
        self.save_as(by, "Not brought in")


class ImportProblem(Line):
    """A line of a file that was not brought in, and why. Written when the rest was; never changed."""

    sealed_in = "register_import.school_id"
    sealed_by = ""

    register_import = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="problems")
    line = models.PositiveIntegerField()
    name = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["line", "pk"]

    def __str__(self) -> str:
        return f"Line {self.line}: {self.reason}"
