"""How versions stand today, and when the next review is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core import clock
from core.dates import date_in_words
from core.words import counted
from people.models import User
from people.roles import roles_of

from .. import states
from ..models import Policy, PolicyVersion


@dataclass(slots=True)
class Standing:
    """How a version stands today: a word with its tone and shape, and from when to when it applies."""

    version: PolicyVersion
    word: str
    tone: str = ""
    shape: str = ""
    since: date | None = None
    until: date | None = None


def standings(versions: Sequence[PolicyVersion]) -> list[Standing]:
    """How the versions of one policy stand today, newest first."""
    today, standing = clock.today(), []
    next_start: date | None = None
    for version in sorted(versions, key=lambda version: version.number, reverse=True):
        if version.status not in states.ONCE_APPROVED or not version.effective_from:
            open_ = version.status in states.BEING_WRITTEN
            standing.append(
                Standing(version, version.get_status_display(), "amber" if open_ else "", "stage1" if open_ else "")
            )
            continue
        since = version.effective_from
        until = next_start - timedelta(days=1) if next_start else None
        next_start = min(since, next_start) if next_start else since
        if until and until < today:
            standing.append(Standing(version, "Superseded", since=since, until=max(since, until)))
        elif since > today:
            standing.append(Standing(version, "Approved", "blue", "clock", since=since, until=until))
        else:
            standing.append(Standing(version, "In force", "green", "closed", since=since, until=until))
    return standing


def standings_for(user: User, policy: Policy) -> list[Standing]:
    """How the versions that the user reads stand today, newest first. Two queries at most."""
    every = standings(list(policy.versions.all()))
    if policy.is_standard or roles_of(user).schools() & policy.school_ids:
        return every
    readable = set(policy.versions.readable_by(user).values_list("pk", flat=True))
    return [standing for standing in every if standing.version.pk in readable]


def is_late(due: date | None) -> bool:
    return due is not None and due < clock.today()


def review_in_words(due: date | None) -> str:
    """When the next review is, or how long it is overdue."""
    if due is None:
        return "No review is planned."
    on, days = date_in_words(due), (clock.today() - due).days
    if days > 0:
        return f"The review was due on {on}: {counted(days, 'day')} overdue."
    return f"The next review is due by {on}."
