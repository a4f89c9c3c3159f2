"""How the site runs, for its administrator: whether a worker works, and how old the last backup is."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from core import clock, jobs
from core.dates import short_moment
from core.home import Block, Item, Urgency
from core.words import counted
from people.access import PeopleAccess

from .models import Backup, Worker

if TYPE_CHECKING:
    from people.models import User

OLD_BACKUP = timedelta(hours=36)  # one each night, and a morning to notice


def a_worker_runs() -> bool:
    """Whether one said so lately, or is at a long job: then it says nothing until that is done."""
    return Worker.objects.alive().exists() or jobs.one_runs()


def block(user: "User") -> Block | None:
    """Two sentences for who looks after the site; what is wrong comes among what is overdue."""
    if not PeopleAccess.allows(user, "see_failures"):
        return None
    found = [_of_the_worker()]
    if not settings.DEMONSTRATION:  # nothing in it is worth keeping
        found.append(_of_the_backup())
    wrong = sum(not is_well for is_well, _ in found)
    return Block(
        key="running",
        title="How the site runs",
        urgency=Urgency.OVERDUE if wrong else Urgency.OTHER,
        count=wrong,
        items=[Item(label="", url="", text=said) for _, said in found],
    )


def _of_the_worker() -> tuple[bool, str]:
    alive = Worker.objects.alive().count()
    waits = jobs.oldest_waiting()
    if not alive and not jobs.one_runs():
        return False, "No worker runs: e-mails, reminders and daily work wait. Ask whoever looks after the server."
    runs = f"{counted(alive, 'worker')} run" if alive > 1 else "The worker runs"
    if waits is None:
        return True, f"{runs}, and nothing waits for it." if alive < 2 else f"{runs}, and nothing waits for them."
    behind = waits < clock.now() - jobs.BEHIND_AFTER
    late = " and is behind" if behind else ""
    return not behind, f"{runs}{late}: the oldest job has been waiting since {short_moment(waits)}."


def _of_the_backup() -> tuple[bool, str]:
    last = Backup.objects.order_by("-made_at").first()
    if last is None:
        return False, "No backup has been made yet. Ask whoever looks after the server to have one made each night."
    made = f"The last backup was made on {short_moment(last.made_at)}"
    if last.made_at < clock.now() - OLD_BACKUP:
        return False, f"{made}. Ask whoever looks after the server why there is none since."
    if last.missing:
        return False, f"{made}, without {counted(last.missing, 'file')} of evidence that could not be found."
    return True, f"{made}."
