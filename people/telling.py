"""Telling users that something waits for them.

What becomes of a notice depends on how its user wishes to be told, and on the school:

| the user wishes | the school sends e-mails | the notice |
|---|---|---|
| each            | yes | goes out at once; tried again with growing pauses; given up after the last one |
| each            | yes, and it can wait (`at_once=False`) | goes out with the next morning's e-mail |
| daily           | yes | goes out with the next morning's e-mail |
| none            | any | is not kept |
| any             | no  | is not kept |

When the e-mail is made all of this is asked again, and the page it leads to is asked whether it would open for the
user: a notice that is not wanted any more, or leads where the user may not go any more, is deleted.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from core import clock
from core.jobs import enqueue_each

from .models import Notice, School, User
from .tasks import send

_nobody: ContextVar[bool] = ContextVar("nobody is told", default=False)


def tell(
    users: Iterable[User],
    *,
    label: str,
    wanted: str,
    path: str,
    school: School | None = None,
    key: str = "",
    at_once: bool = True,
) -> None:
    """Tell each of these users which record it is about (`label`) and what is `wanted`, with a link to `path`.

    Called inside the transaction of the change, so that neither the change nor the notice is ever alone. A notice
    travels by e-mail: no name of anybody involved and no text of a record goes into it. What bears a `key` is told
    to each user once.
    """
    if _nobody.get() or (school is not None and not school.sends_messages):
        return
    wished = {user.pk: user for user in users if user.is_active and user.messages != User.Messages.NONE}
    if not wished:
        return
    told = {"label": label, "wanted": wanted, "path": path, "school": school, "key": key, "at": clock.now()}
    notices: Iterable[Notice] = Notice.objects.bulk_create(
        [Notice(user=user, **told) for user in wished.values()], ignore_conflicts=bool(key)
    )
    if at_once:
        if key:  # which of them are new is not said
            notices = Notice.objects.waiting().filter(user__in=wished, **told)
        enqueue_each(send, [[notice.pk] for notice in notices if wished[notice.user_id].messages == User.Messages.EACH])


def is_anybody_told() -> bool:
    """False while `nobody()` holds: who would be told need not be found out."""
    return not _nobody.get()


@contextmanager
def nobody() -> Iterator[None]:
    """Let the block run without anybody being told: what happened long ago is being replayed."""
    token = _nobody.set(True)
    try:
        yield
    finally:
        _nobody.reset(token)
