"""What the log does by itself, each day: reminding of what waits too long, deleting drafts that were left."""

from datetime import time

from django.db.models import Q
from django_tasks import task

from core import clock
from core.dates import day_in_words
from core.jobs import Daily
from people.calendar import is_school_day
from people.changes import roles_changed
from people.models import Membership
from people.telling import tell

from .evidence import storage
from .models import Draft, Evidence, Incident, Task
from .queries import A_WEEK
from .states import Status
from .telling import remind_of


@task
def remind() -> None:
    """Reviews, closures and tasks that are overdue, at the schools that want reminders. Run twice, it tells once."""
    if not is_school_day(clock.today()):
        return
    waiting = Incident.objects.filter(status__in=(Status.REPORTED, Status.UNDER_REVIEW), school__sends_reminders=True)
    for incident in waiting.select_related("school", "handler").iterator(chunk_size=500):
        if incident.is_late:
            remind_of(incident)
    tasks = Task.objects.filter(
        done_at=None, cancelled_at=None, due__lt=clock.today(), incident__school__sends_reminders=True
    )
    for overdue in tasks.select_related("who", "incident__school").iterator(chunk_size=500):
        _remind_of_task(overdue)


def _remind_of_task(overdue: Task) -> None:
    incident, due = overdue.incident, overdue.due or clock.today()
    tell(
        [overdue.who],
        label=incident.reference,
        wanted=f"Do your task: it was due {day_in_words(due)}.",
        path=overdue.get_absolute_url(),
        school=incident.school,
        key=f"task {overdue.pk} {clock.today()}",
        at_once=False,
    )


@task
def settle_dated_roles() -> None:
    """Roles that began or ended overnight, or while no worker ran: in the name of whoever last decided on them."""
    since = clock.today() - A_WEEK
    dated = Q(starts_on__gt=since, starts_on__lte=clock.today()) | Q(ends_on__gte=since, ends_on__lt=clock.today())
    for membership in Membership.objects.opening().filter(dated):
        decided = membership.history.exclude(history_user=None).first()
        by = decided.history_user if decided else membership.confirmed_by or membership.user
        roles_changed.send(Membership, schools=membership.school_ids, by=by)


@task
def delete_old_drafts() -> None:
    """Reports that were begun and not touched for seven days."""
    Draft.objects.out_of_date().delete()


@task
def sweep_evidence() -> None:
    """Files of evidence that no record names: left by a process that was killed, or destroyed on instruction."""
    kept = Evidence.objects.exclude(destruction__confirmed_at__isnull=False)
    storage.sweep(lambda key: kept.filter(Q(storage_key=key) | Q(shown_key=key)).exists())


PERIODIC = [
    Daily(settle_dated_roles, at=time(0, 1)),
    Daily(remind, at=time(6, 30)),
    Daily(delete_old_drafts, at=time(3)),
    Daily(sweep_evidence, at=time(3, 15)),
]
