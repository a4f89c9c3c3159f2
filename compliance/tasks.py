"""What data protection does by itself, each day: reminding of clocks that run."""

from datetime import time

from django_tasks import task

from core import clock
from core.jobs import Daily
from people.telling import tell

from . import actions
from .models import AnswerFile, Breach, Disposal


@task
def remind_of_breaches() -> None:
    """Each day, at weekends too: the 72 hours do not stop. Run twice, it tells once."""
    for breach in Breach.objects.undecided().filter(school__sends_reminders=True).select_related("school"):
        tell(
            breach.deciders(),
            label="A data breach",
            wanted=f"Decide whether the regulator is told. {breach.left_in_words} of the 72 hours.",
            path=breach.get_absolute_url(),
            school=breach.school,
            key=f"breach {breach.pk} {clock.today()}",
        )


@task
def dispose(key: int) -> None:
    """Erase what two people decided. Run twice, it erases once."""
    actions.carry_out(Disposal.objects.get(pk=key))


@task
def make_answer(key: int) -> None:
    """Make the file that answers a request. Run twice, it makes one."""
    actions.make_answer(AnswerFile.objects.get(pk=key))


@task
def forget_answers() -> None:
    """Files of answers whose time is over."""
    for file in AnswerFile.objects.over():
        file.forget()


PERIODIC = [Daily(forget_answers, at=time(3, 50)), Daily(remind_of_breaches, at=time(7, 15))]
