"""What the log does by itself, each day: reminding of what waits, deleting drafts, looking after stored files."""

from datetime import time

from django.db.models import Max, Q
from django.urls import reverse
from django_tasks import task

from core import clock
from core.dates import day_in_words
from core.jobs import Daily
from people.calendar import is_school_day
from people.models import Membership, School
from people.signals import roles_changed
from people.telling import tell

from .access.evidence import LOOKS_AFTER_FILES
from .actions.settling import settle_ended, settle_left_readings, settle_readings
from .allegations import allegation_waits, asked_of_authority, with_state_of_allegation
from .evidence import storage
from .models import Draft, Evidence, Incident, Task, Transfer
from .queries import A_WEEK
from .states import OPEN, Status
from .telling import SILENCE, remind_of, remind_of_allegation, remind_of_silence


@task
def remind() -> None:
    """What is overdue, the LADO and a pupil's file on the day itself, and authorities of whom nothing is heard.

    At the schools that want reminders. Run twice, it tells once.
    """
    if not is_school_day(clock.today()):
        return
    waiting = Incident.objects.filter(status__in=(Status.REPORTED, Status.UNDER_REVIEW), school__sends_reminders=True)
    for incident in waiting.select_related("school", "handler").iterator(chunk_size=500):
        if incident.is_late:
            remind_of(incident)
    alleged = with_state_of_allegation(Incident.objects.filter(allegation_waits(), status__in=OPEN))
    for incident in alleged.filter(school__sends_reminders=True).select_related("school").iterator(chunk_size=500):
        asked = asked_of_authority(incident)
        if asked and asked.due <= clock.today():
            remind_of_allegation(incident, asked.due)
    with_them = Incident.objects.filter(status=Status.WITH_AUTHORITIES, school__sends_reminders=True)
    silent = with_them.annotate(last_entry=Max("entries__at")).filter(last_entry__lte=clock.now() - SILENCE)
    for incident in silent.select_related("school", "handler").iterator(chunk_size=500):
        remind_of_silence(incident, incident.last_entry)
    tasks = Task.objects.filter(
        done_at=None, cancelled_at=None, due__lt=clock.today(), incident__school__sends_reminders=True
    )
    for overdue in tasks.select_related("who", "incident__school").iterator(chunk_size=500):
        _remind_of_task(overdue)
    files = Transfer.objects.under_way().filter(due_on__lte=clock.today(), person__school__sends_reminders=True)
    for file in files.select_related("begun_by", "person__school").iterator(chunk_size=500):
        tell(
            [file.begun_by],
            label="A pupil's file",
            wanted=f"Send the file on, or say why it is not sent: it is due {day_in_words(file.due_on)}.",
            path=file.get_absolute_url(),
            school=file.person.school,
            key=f"transfer {file.pk} {clock.today()}",
            at_once=False,
        )


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
def settle_older() -> None:
    """What restricting an incident, stepping back, and becoming the head did not settle yet when it was written."""
    settle_readings()
    settle_left_readings()
    settle_ended()


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
    kept = Evidence.objects.stored()
    storage.sweep(lambda key: kept.filter(Q(storage_key=key) | Q(shown_key=key)).exists())


@task
def check_evidence() -> None:
    """Whether every stored file of evidence is there and has its fingerprint; who looks after files is told if not."""
    found = set()
    for evidence in Evidence.objects.stored().order_by("pk").iterator(chunk_size=100):
        is_whole = all(storage.is_whole(key, sha256=sha256) for key, sha256 in evidence.copies)
        if evidence.record_check(is_whole=is_whole):
            found.add(evidence.incident_id)
    for school in School.objects.filter(incidents__in=found).distinct():
        _tell_of_damage(school)


def _tell_of_damage(school: School) -> None:
    """That files are damaged, and where they are listed: nothing of the incidents that they are of."""
    holders = Membership.objects.contacts(school, *LOOKS_AFTER_FILES)
    tell(
        {holder.user_id: holder.user for holder in holders}.values(),
        label="Stored files",
        wanted="Files of evidence are missing or damaged where they are stored: bring them back from a backup.",
        path=reverse("incidents:stored-files"),
        school=school,
        key=f"stored files {school.pk} {clock.today()}",
    )


PERIODIC = [
    Daily(settle_dated_roles, at=time(0, 1)),
    Daily(settle_older, at=time(0, 2)),
    Daily(remind, at=time(6, 30)),
    Daily(delete_old_drafts, at=time(3)),
    Daily(sweep_evidence, at=time(3, 15)),
    Daily(check_evidence, at=time(4)),
]
