"""What could not be sent or done is tried again."""

from django.db import transaction

from core import jobs
from people import tasks
from people.access import PeopleAccess
from people.models import Notice, School, User


@transaction.atomic
def try_again(*, by: User, user: int | None = None, job: str = "") -> int:
    """The e-mails to one user, or the jobs of one name, from the first try on. How many they are.

    E-mails are those of the schools where `by` is administrator. Jobs are all schools’: see the rule.
    """
    PeopleAccess.require(by, "see_failures")
    if job:
        PeopleAccess.require(by, "try_jobs_again", School.objects.all())
    return (_send_again(by, user) if user else 0) + (jobs.try_again(job) if job else 0)


def _send_again(by: User, user: int) -> int:
    found = Notice.objects.failing_for(by).filter(user=user).select_for_update(of=("self",))
    keys = [notice.pk for notice in found.order_by("at", "pk")]
    if keys:
        Notice.objects.filter(pk__in=keys).update(attempts=0, failed_at=None)
        tasks.send.enqueue(keys)
    return len(keys)
