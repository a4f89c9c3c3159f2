"""What sanctions do by themselves, each day: reminding of those that end."""

from datetime import time

from django.urls import reverse
from django_tasks import task

from core import clock
from core.dates import day_in_words
from core.jobs import Daily
from incidents.querysets import kept_from
from incidents.telling import handler
from people.calendar import is_school_day
from people.telling import tell

from .models import Sanction


@task
def remind_of_endings() -> None:
    """On the day on which a sanction ends, and once a week while nobody lifts it. Run twice, it tells once.

    Whom it was left to; from the second week on, and where they are not there, whoever handles the incident, too.
    """
    if not is_school_day(clock.today()):
        return
    for sanction in Sanction.objects.to_lift_today().iterator(chunk_size=500):
        incident, ends_on = sanction.involvement.incident, sanction.ends_on or clock.today()
        weeks = (clock.today() - ends_on).days // 7
        lifter = sanction.to_lift_by if sanction.is_left_to_somebody else None
        if lifter and lifter.pk in kept_from(incident):  # accused in it since: nothing of it is theirs any more
            lifter = None
        tell(
            {*([lifter] if lifter else []), *(handler(incident) if weeks or lifter is None else [])},
            label=incident.reference,
            wanted=f"Lift a sanction, or say until when it goes on: it was to end {day_in_words(ends_on)}.",
            path=reverse("sanctions:in-force"),
            school=incident.school,
            key=f"sanction {sanction.pk} {ends_on} {weeks}",
            at_once=False,
        )


PERIODIC = [Daily(remind_of_endings, at=time(6, 35))]
