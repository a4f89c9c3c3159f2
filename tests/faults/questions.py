"""What the tests ask of a site's database, and what they put into it."""

import time
from collections.abc import Iterator
from datetime import date, timedelta

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.db.models import Count, F
from django_tasks_db.models import DBTaskResult, get_date_max

from audit.models import Link
from core import clock
from core.jobs import periodic
from incidents.models import Entry, Evidence, Incident
from people import telling
from people.models import Membership, Notice, Person, School, User
from people.roles import OPENS_RECORDS, Role


def prepare() -> dict[str, str]:
    """A school, and the keys of sessions of somebody of its staff and of its head, by role."""
    school = School.objects.create(name="Ashdown Primary", code="ASH")
    registrar = User.objects.create_user("registrar@test.example", "Registrar")
    keys = {"school": str(school.pk)}
    for role in (Role.STAFF, Role.HEADTEACHER):
        user = User.objects.create_user(f"{role}@test.example", f"The {role}")
        confirmed = registrar if role in OPENS_RECORDS else None
        Membership.objects.create(
            user=user, role=role, school=school, starts_on=date(2020, 9, 1), confirmed_by=confirmed
        )
        Person.objects.create(school=school, kind=Person.Kind.STAFF, name=user.name, user=user)
        keys[str(role)] = _signed_in(user)
    return keys


def _signed_in(user: User) -> str:
    """The key of a session that had both steps just now."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "people.backends.EmailBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return str(session.session_key)


def incidents() -> list[dict[str, object]]:
    """Each incident, and of what else a report writes what it `lacks`."""
    return [
        {
            "submission": str(incident.submission),
            "reference": incident.reference,
            "lacks": [what for what, is_there in _parts(incident) if not is_there],
        }
        for incident in Incident.objects.order_by("pk")
    ]


def _parts(incident: Incident) -> Iterator[tuple[str, bool]]:
    """What a report writes, each once, and whether it is there."""
    involved, entries = list(incident.involvements.all()), list(incident.entries.all())
    histories = [row for record in (incident, *involved) for row in record.history.all()]
    sealed = [Link.objects.filter(object=row._meta.label_lower, object_id=row.pk) for row in (*histories, *entries)]
    notices = list(Notice.objects.filter(label=incident.reference))
    jobs = [DBTaskResult.objects.filter(args_kwargs={"args": [[notice.pk]], "kwargs": {}}) for notice in notices]
    yield "an involvement", len(involved) == 1
    yield "an entry of the chronology", len(entries) == 1
    yield "a history of each record", len(histories) == 2
    yield "a link of the chain for each row", [links.count() for links in sealed] == [1, 1, 1]
    yield "a message to who handles it", len(notices) == 1
    yield "a job that sends it", [each.count() for each in jobs] == [1]


def evidence() -> dict[str, int]:
    """How many rows there are of evidence, and of what attaching it writes besides."""
    counted = {"evidence": Evidence, "entries": Entry, "links": Link}
    return {name: model._default_manager.count() for name, model in counted.items()}


def jobs() -> dict[str, int]:
    """How many jobs are in which state, without those that are put off."""
    due = DBTaskResult.objects.exclude(status="READY", run_after__gt=clock.now(), run_after__lt=get_date_max())
    return dict(due.values_list("status").annotate(Count("pk")))


def daily_jobs() -> dict[str, int]:
    """How often each job of the day is in the queue, by its path."""
    paths = [daily.job.module_path for daily in periodic()]
    return {path: DBTaskResult.objects.filter(task_path=path).count() for path in paths}


def begun_twice() -> int:
    """How many jobs were begun more than once."""
    return sum(len(job.worker_ids) > 1 for job in DBTaskResult.objects.all())


def an_hour_later() -> int:
    """As if what runs had begun, and what is put off been so, two hours earlier. How many jobs run."""
    put_off = DBTaskResult.objects.filter(status="READY", run_after__lt=clock.now() + timedelta(days=1))
    put_off.update(run_after=F("run_after") - timedelta(hours=2))
    return DBTaskResult.objects.running().update(started_at=F("started_at") - timedelta(hours=2))


def tell(how_many: str) -> list[str]:
    """So many messages, each an e-mail of its own. What they are about."""
    user = User.objects.get(email="staff@test.example")
    labels = [f"ASH-{number:05}" for number in range(int(how_many))]
    with transaction.atomic():
        for label in labels:
            telling.tell([user], label=label, wanted="read it", path="/", key=label)
    return labels


def untold() -> int:
    """How many messages were not sent."""
    return Notice.objects.filter(sent_at=None).count()
