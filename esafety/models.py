"""What the site knows of its own running: the workers that run, and the backups that were made."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from core import clock

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

    @classmethod
    def last_made(cls) -> datetime | None:
        return cls.objects.aggregate(last=models.Max("made_at"))["last"]
