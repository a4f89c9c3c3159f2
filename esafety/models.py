"""What the site knows of its own running: workers, backups, and exports of what happened around the records."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from core import clock
from core.models import Line
from core.words import counted
from people.models import User

QUIET_AFTER = timedelta(minutes=2)  # a worker says every half minute that it is there
GONE_AFTER = timedelta(days=1)


class WorkerQuerySet(models.QuerySet["Worker"]):
    def alive(self) -> Self:
        return self.filter(seen_at__gt=clock.now() - QUIET_AFTER)


class Worker(models.Model):
    """A worker that runs, or did when it last said so. What ends as it should leaves no line."""

    name = models.CharField(primary_key=True, max_length=32)
    started_at = models.DateTimeField("started", default=clock.now)
    seen_at = models.DateTimeField("last seen")

    objects = WorkerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def is_here(self) -> None:
        """Say so. Those that have not for a day are forgotten: they were killed."""
        self.seen_at = clock.now()
        self.save()
        Worker.objects.filter(seen_at__lt=self.seen_at - GONE_AFTER).delete()


class Backup(models.Model):
    """A backup that was made. Where it lies is not known here: whoever breaks in shall not learn it."""

    made_at = models.DateTimeField("made", default=clock.now, db_index=True)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    files = models.PositiveIntegerField(help_text="Files of evidence in it.")
    missing = models.PositiveIntegerField(default=0, help_text="Files of evidence that could not be found.")

    class Meta:
        get_latest_by = "made_at"
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="backup_is_not_empty")]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class TrailExport(Line):
    """The list of what happened around the records, taken out as a file: by whom, when, which part of it, and why."""

    sealed_in = ""  # it may concern several schools
    sealed_as = "export"
    sealed_by = "user_id"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    query = models.CharField("filters", max_length=400, help_text="What was shown, in words.")
    reason = models.CharField(max_length=300)
    rows = models.PositiveIntegerField("lines")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="export_of_the_trail_has_a_reason")]

    def __str__(self) -> str:
        return f"Audit, {counted(self.rows, 'line')}"
