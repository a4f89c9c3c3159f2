"""E-mails: sent after the page has answered, tried again when they fail, and those of the morning."""

import logging
from datetime import time, timedelta
from itertools import groupby
from smtplib import SMTPException

from django.db import transaction
from django_tasks import task

from core import clock
from core.jobs import Daily, enqueue_each
from core.opening import may_open

from . import invitations
from .calendar import is_school_day, midnight
from .models import Membership, Notice, RegisterImport, SecondStepReset, User
from .notice_emails import letter

logger = logging.getLogger(__name__)

# How long after each try the next one follows; after the last pause the notice is given up.
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)
KEPT = timedelta(days=30)
A_WEEK = timedelta(days=7)  # a worker that was away for so long does after it what was due


@task
def send(notices: list[int], attempt: int = 0) -> None:
    """Send one user one e-mail about these notices.

    The next try stands in the queue before this one begins: a mail server that refuses, or a worker that is killed
    in the middle, loses nothing. Each try claims its notices first, so that a job that runs twice sends once.
    """
    claimed = _claim(notices, attempt)
    if not claimed:
        return
    try:
        letter(claimed[0].user, claimed).send()
    except (SMTPException, OSError) as error:  # the address is on the page of failures; the log needs no names
        logger.warning("An e-mail could not be sent (%s); try %s", type(error).__name__, attempt + 1)
        return
    Notice.objects.filter(pk__in=[notice.pk for notice in claimed]).update(sent_at=clock.now())


@transaction.atomic
def _claim(ids: list[int], attempt: int) -> list[Notice]:
    """The notices of this try, under their lock; none if another job took them, or when they are given up."""
    waiting = Notice.objects.waiting().filter(pk__in=ids, attempts=attempt).select_related("user", "school")
    found = list(waiting.select_for_update(of=("self",)))
    if attempt == len(PAUSES):
        Notice.objects.filter(pk__in=[notice.pk for notice in found]).update(failed_at=clock.now())
        return []
    claimed = [notice for notice in found if _is_still_wanted(notice)]
    keys = [notice.pk for notice in claimed]
    Notice.objects.filter(pk__in={notice.pk for notice in found}.difference(keys)).delete()
    Notice.objects.filter(pk__in=keys).update(attempts=attempt + 1)
    if claimed:
        send.using(run_after=clock.now() + PAUSES[attempt]).enqueue(keys, attempt + 1)
    return claimed


def _is_still_wanted(notice: Notice) -> bool:
    """By the user, by the school, and by the page that it leads to."""
    user, school = notice.user, notice.school
    return (
        user.is_active
        and user.messages != User.Messages.NONE
        and (school is None or school.sends_messages)
        and may_open(user, notice.path)
    )


@task
def send_link(user_id: int) -> None:
    """By which this user chooses a password. The link is made here: it is kept nowhere but in their mailbox."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user:
        invitations.send_link(user)


@task
def tell_old_address(user_id: int, address: str) -> None:
    """That somebody, it is hoped its owner, signs in with another address now."""
    invitations.tell_old_address(User.objects.get(pk=user_id), address)


@task
def send_reset(reset_id: int) -> None:
    """The link by which the owner of an account takes the lost second step away."""
    invitations.send_reset(SecondStepReset.objects.select_related("user").get(pk=reset_id))


@task
def tell_of_sign_in(user_id: int, what: str) -> None:
    """That a way of signing in was added or taken away; `what` as people.invitations.CHANGED_SIGN_IN names it."""
    invitations.tell_of_sign_in(User.objects.get(pk=user_id), what)


@task
def send_morning_messages() -> None:
    """One e-mail to each user about all that was not tried yet: what can wait, and what was left without a worker."""
    waiting = Notice.objects.waiting().filter(attempts=0).order_by("user", "at", "pk")
    of_each = groupby(waiting.values_list("user", "pk"), key=lambda pair: pair[0])
    enqueue_each(send, [[pk for _, pk in notices] for _, notices in of_each])


@task
def forget_old_messages() -> None:
    """A month after somebody was told, the record itself is where to look."""
    Notice.objects.filter(at__lt=clock.now() - KEPT).delete()


@task
def forget_old_files() -> None:
    """Files of the register that were read and never brought in."""
    for taken in RegisterImport.objects.forgotten():
        taken.expire()


@task
def remind_of_roles() -> None:
    """On school days: of roles that wait to be confirmed."""
    from .actions.roles import remind_of_roles_to_confirm  # what it tells is sent by `send`, above

    if is_school_day(clock.today()):
        remind_of_roles_to_confirm()


@task
def end_sessions_of_ended_roles() -> None:
    """Whose role lasted to yesterday signs in anew, as whose role was ended by hand. Run twice, it ends them once."""
    today = clock.today()
    ended = Membership.objects.filter(ends_on__gte=today - A_WEEK, ends_on__lt=today, stopped_at=None)
    last = {each.user_id: each for each in ended.select_related("user", "school", "federation").order_by("ends_on")}
    for membership in last.values():
        user, last_day = membership.user, membership.ends_on or today
        over_at = midnight(last_day + clock.ONE_DAY)
        if user.signed_out_at is None or user.signed_out_at < over_at:
            user.sign_out_everywhere(by=None, reason=f"Signed out: {membership} has ended")


PERIODIC = [
    Daily(end_sessions_of_ended_roles, at=time(0, 3)),
    Daily(remind_of_roles, at=time(6, 35)),
    Daily(send_morning_messages, at=time(7)),
    Daily(forget_old_messages, at=time(3, 30)),
    Daily(forget_old_files, at=time(3, 45)),
]
