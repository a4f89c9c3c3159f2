"""What a user keeps for oneself: views of the log, and what was taken out of it."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from core import clock
from core.models import Line
from core.words import counted
from people.models import User
from people.roles import Role, roles_of

from .incident import Incident


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def of(self, user: User) -> "SavedViewQuerySet":
        """Those that the user saved: nobody else sees them."""
        return self.filter(user=user)


class SavedView(models.Model):
    """Filters of the log that a user wants again, under a name."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=4000, help_text="The filters as they stand in the address.")
    at = models.DateTimeField(default=clock.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="view_is_saved_once_under_a_name"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User) -> "ExportQuerySet":
        """One's own; and to a head, each that holds an incident of the school which the head may read."""
        theirs = Incident.objects.readable_by(user).filter(school__in=roles_of(user).schools(Role.HEADTEACHER))
        return self.filter(Q(user=user) | Exists(self._held().filter(incident__in=theirs)))

    def with_what_is_readable(self, user: User) -> "ExportQuerySet":
        """Each with `readable`: how many of its incidents the user may read now.

        `is_whole`: all of them, or it is the user's own. Filters and reason are told of such a one alone: they may name
        whom the others are about.
        """
        read = self._held().filter(incident__in=Incident.objects.readable_by(user))
        counted = read.order_by().values("export").annotate(n=Count("pk")).values("n")
        found = self.annotate(readable=Coalesce(Subquery(counted), 0))
        return found.annotate(is_whole=Q(user=user) | Q(readable=F("rows")))

    @staticmethod
    def _held() -> models.QuerySet[Any]:
        return Export.incidents.through.objects.filter(export=OuterRef("pk"))


class Export(Line):
    """A list or a record that was taken out of the log: by whom, when, what, why. Never edited, never removed."""

    sealed_in = "first_school"
    sealed_as = "export"
    sealed_by = "user_id"

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel (XLSX)"
        PDF = "pdf", "record (PDF)"

    LISTS = (Format.CSV, Format.XLSX)

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="exports")
    at = models.DateTimeField(default=clock.now)
    format = models.CharField(max_length=4, choices=Format)
    query = models.CharField("filters", max_length=4000, blank=True, help_text="What was shown, in words.")
    with_names = models.BooleanField("with names of people", default=False)
    reason = models.CharField(max_length=300)
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of a record: whether a copy is this one.")
    incidents = models.ManyToManyField(Incident, related_name="exports")
    transfer = models.ForeignKey(
        "incidents.Transfer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="files",
        help_text="Of a pupil's file: for which new school it was made.",
    )

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="export_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(format="pdf") | ~Q(sha256=""), name="printed_record_has_its_fingerprint"
            ),
        ]

    def __str__(self) -> str:
        return f"{counted(self.rows, 'incident')}, {self.get_format_display()}"

    @property
    def first_school(self) -> int | None:
        """Of the schools whose incidents it holds, the one in whose chain it is sealed."""
        first: int | None = self.incidents.aggregate(first=Min("school"))["first"]
        return first

    @classmethod
    def keep(cls, incidents: Sequence[Incident], *, by: User, **said: Any) -> "Export":
        """Write down, in the transaction of the action, that these were taken out: as what, why, by which filters."""
        export = cls.objects.create(user=by, at=clock.now(), rows=len(incidents), **said)
        export.incidents.add(*incidents)
        return export
