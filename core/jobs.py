"""Jobs that run apart from the pages: those that come round each day, those that were lost, those that failed.

The queue is a table of django-tasks-db, which knows neither retries nor days; both are added here. A job is put into
the queue inside the transaction of the change that wants it, and bears being run twice.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from importlib import import_module
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, QuerySet, When
from django.utils import timezone
from django.utils.module_loading import module_has_submodule
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from . import clock

# How long after each failure a job runs again.
PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4))
LOST_AFTER = timedelta(hours=1)  # a job that runs longer than this runs no more: its worker was killed
BEHIND_AFTER = timedelta(minutes=15)
AT_NIGHT = time(0, 30)  # which no day lacks, before a backup is made


@dataclass(frozen=True, slots=True)
class Daily:
    """A job for each day, `at` a local time. An app names its own in `PERIODIC` of its `tasks.py`."""

    job: Task[[], None]
    at: time

    def last_due(self) -> datetime:
        """The last moment, up to now, at which it was due."""
        day = clock.today()
        due = timezone.make_aware(datetime.combine(day, self.at))
        return due if due <= clock.now() else timezone.make_aware(datetime.combine(day - clock.ONE_DAY, self.at))


def periodic() -> Iterator[Daily]:
    """The jobs of every day, of every app that names some."""
    for app in apps.get_app_configs():
        if app.module is not None and module_has_submodule(app.module, "tasks"):
            yield from getattr(import_module(f"{app.name}.tasks"), "PERIODIC", ())


def was_wanted(job: Task[..., None], subject: int, *, since: timedelta) -> bool:
    """Whether the job was put into the queue for this subject lately: the queue is of every worker."""
    lately = DBTaskResult.objects.filter(task_path=job.module_path, enqueued_at__gt=clock.now() - since)
    return lately.filter(args_kwargs={"args": [subject], "kwargs": {}}).exists()


def is_in_hand(job: Task[..., None], subject: int) -> bool:
    """Whether the job waits or runs for this subject. One that failed is in hand until it is not tried again."""
    at_it = DBTaskResult.objects.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING))
    return at_it.filter(task_path=job.module_path, args_kwargs={"args": [subject], "kwargs": {}}).exists()


def enqueue_each(job: Task[..., None], subjects: Iterable[Any]) -> None:
    """Put the job into the queue for each of these, its one argument. One query."""
    DBTaskResult.objects.bulk_create([_queued(job, subject, run_after=get_date_max()) for subject in subjects])


def enqueue_tonight(job: Task[[], None]) -> None:
    """Put the job into the queue for the coming night, once for all who ask.

    In the hour before, for the night after it: the transaction that asks may end when the job has begun.
    """
    earliest = timezone.localtime(clock.now() + timedelta(hours=1))
    day = earliest.date() + (earliest.time() > AT_NIGHT) * clock.ONE_DAY
    night = timezone.make_aware(datetime.combine(day, AT_NIGHT))
    key = uuid5(NAMESPACE_URL, f"{job.module_path} {night.isoformat()}")
    DBTaskResult.objects.bulk_create([_queued(job, pk=key, run_after=night)], ignore_conflicts=True)


def enqueue_due() -> None:
    """Put what is due into the queue, once for each time it is due, however many workers ask.

    The key is made of the job and its moment: who comes second finds it taken.
    """
    for daily in periodic():
        due, job = daily.last_due(), daily.job
        key = uuid5(NAMESPACE_URL, f"{job.module_path} {due.isoformat()}")
        if DBTaskResult.objects.filter(pk=key).exists():
            continue
        with suppress(IntegrityError), transaction.atomic():
            _queued(job, pk=key, run_after=due).save(force_insert=True)


def _queued(job: Task[..., None], *arguments: Any, **said: Any) -> DBTaskResult:
    return DBTaskResult(
        args_kwargs={"args": list(arguments), "kwargs": {}},
        priority=job.priority,
        task_path=job.module_path,
        queue_name=job.queue_name,
        backend_name=job.backend,
        **said,
    )


def retry(result: DBTaskResult) -> None:
    """Let a job that failed run again after a pause, each longer than the last one; then it stays failed."""
    tries = len(result.worker_ids)  # the library writes down who takes a job, each time
    if tries <= len(PAUSES):
        _put_back(result, run_after=clock.now() + PAUSES[tries - 1])


def put_back_lost() -> None:
    """A worker that was killed leaves its job as running: put it back into the queue."""
    for lost in DBTaskResult.objects.running().filter(started_at__lt=clock.now() - LOST_AFTER):
        _put_back(lost, run_after=lost.run_after)


def put_back_from(worker: str) -> None:
    """A worker whose database went away in the middle of a job has none in hand any more: it takes it up again."""
    for result in DBTaskResult.objects.running():
        if result.worker_ids[-1] == worker:
            _put_back(result, run_after=clock.now())


def waiting() -> QuerySet[DBTaskResult]:
    """Jobs that a worker may take now."""
    return DBTaskResult.objects.ready()


def not_begun() -> QuerySet[DBTaskResult]:
    """Jobs that a worker may take, now or later."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY)


def oldest_waiting() -> datetime | None:
    """Since when the job waits that could have been done first; nothing where none waits."""
    since = Case(When(run_after=get_date_max(), then=F("enqueued_at")), default=F("run_after"))
    oldest: datetime | None = DBTaskResult.objects.ready().aggregate(oldest=Min(since))["oldest"]
    return oldest


def are_behind() -> bool:
    """Whether something has waited for a worker for too long: probably none runs."""
    oldest = oldest_waiting()
    return oldest is not None and oldest < clock.now() - BEHIND_AFTER


def one_runs() -> bool:
    """Whether a worker is at a job that it can still be at."""
    return DBTaskResult.objects.running().filter(started_at__gt=clock.now() - LOST_AFTER).exists()


def failed() -> QuerySet[DBTaskResult]:
    """Jobs that failed and that none of the same name, for the same subject, made good since."""
    since = DBTaskResult.objects.successful().filter(
        task_path=OuterRef("task_path"), args_kwargs=OuterRef("args_kwargs"), finished_at__gt=OuterRef("finished_at")
    )
    return DBTaskResult.objects.failed().filter(~Exists(since))


def failed_by_name() -> list[dict[str, Any]]:
    """`name` in words, `path`, how many `times` and when `last`, for each job that failed."""
    rows = failed().order_by("task_path").values("task_path").annotate(times=Count("pk"), last=Max("finished_at"))
    return [
        {"name": _in_words(row["task_path"]), "path": row["task_path"], "times": row["times"], "last": row["last"]}
        for row in rows
    ]


@transaction.atomic
def try_again(path: str) -> int:
    """Put the failed jobs of one name back into the queue. How many they are."""
    found = list(failed().filter(task_path=path).select_for_update())
    for result in found:
        result.worker_ids = []
        _put_back(result, run_after=clock.now())
    return len(found)


def _put_back(result: DBTaskResult, *, run_after: datetime) -> None:
    result.status, result.run_after = TaskResultStatus.READY, run_after
    result.save(update_fields=["status", "run_after", "worker_ids"])


def _in_words(path: str) -> str:
    """The name of a job as a sentence begins: `people.tasks.send_mail` is “Send mail”."""
    return path.rsplit(".", 1)[-1].replace("_", " ").capitalize()
