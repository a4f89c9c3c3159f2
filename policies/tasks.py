"""What policies do by themselves, each morning: asking for signatures that are missing."""

from datetime import time

from django.db import transaction
from django_tasks import task

from core import clock
from core.jobs import Daily
from people.calendar import is_school_day
from people.models import School

from .actions import ask_to_sign
from .queries import in_force, roll_of


@task
def ask_for_signatures() -> None:
    """Once a week each who has not signed what they sign on screen, at the schools that want reminders.

    So whoever must sign a new version is told on the first school morning on which it is in force. Run twice, it
    tells once.
    """
    if not is_school_day(clock.today()):
        return
    schools = School.objects.filter(sends_reminders=True).values_list("pk", flat=True)
    for agreement in in_force(list(schools)):
        if agreement.is_on_screen:
            with transaction.atomic():
                ask_to_sign(agreement, roll_of(agreement).unsigned, every=7, at_once=False)


PERIODIC = [Daily(ask_for_signatures, at=time(6, 40))]
