"""Telling users that something waits for them."""

from collections.abc import Iterable

from core import clock

from .models import Notice, School, User


def tell(
    users: Iterable[User], *, label: str, wanted: str, path: str, school: School | None = None, key: str = ""
) -> None:
    """Tell each of these users which record it is about (`label`) and what is `wanted`, with a link to `path`.

    Called inside the transaction of the change, so that neither the change nor the notice is ever alone. A notice
    travels by e-mail: no name of anybody involved and no text of a record goes into it. What bears a `key` is told
    to each user once.
    """
    Notice.objects.bulk_create(
        [
            Notice(user=user, school=school, label=label, wanted=wanted, path=path, key=key, at=clock.now())
            for user in {user.pk: user for user in users if user.is_active}.values()
        ],
        ignore_conflicts=bool(key),
    )
