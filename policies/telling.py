"""Who is told what happens to a version: those who record approvals when it waits for them, those who wrote it after.

| verb | who | what |
|---|---|---|
| submit | who may record the approval | it waits for the board |
| send_back | who started or submitted it | why it was sent back stands on its page |
| approve | who started or submitted it | it is approved, and from when it is in force |

Nobody is told what they did themselves.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.dates import date_in_words
from people.models import Membership, School, User
from people.roles import roles_of
from people.telling import tell

from .access import RECORDS_APPROVAL

if TYPE_CHECKING:
    from .models import PolicyVersion

LONGEST_LABEL = 80


def of_submission(version: "PolicyVersion", *, by: User) -> None:
    known = {by.pk}
    for school in _schools(version):
        holders = [holder.user for holder in Membership.objects.contacts(school, *RECORDS_APPROVAL)]
        new = {user.pk: user for user in holders if user.pk not in known}
        known |= new.keys()
        may = [user for user in new.values() if version.access.allows(user, "approve", version)]
        _tell(may, version, "It is submitted for approval: read it, and record what the board decides.", school)


def of_sending_back(version: "PolicyVersion", *, by: User) -> None:
    _tell_writers(version, "It was sent back: read why, change it, and submit it again.", by=by)


def of_approval(version: "PolicyVersion", *, by: User) -> None:
    since = f" It is in force from {date_in_words(version.effective_from)}." if version.effective_from else ""
    _tell_writers(version, f"It is approved.{since}", by=by)


def _tell_writers(version: "PolicyVersion", wanted: str, *, by: User) -> None:
    writers = {user.pk: user for user in (version.started_by, version.submitted_by) if user and user != by}
    for user in writers.values():
        held = roles_of(user).schools()
        school = next((school for school in _schools(version) if school.pk in held), None)
        if school:  # who has left all of its schools is told no more of it
            _tell([user], version, wanted, school)


def _schools(version: "PolicyVersion") -> list[School]:
    return list(School.objects.filter(pk__in=version.policy.school_ids))


def _tell(users: Iterable[User], version: "PolicyVersion", wanted: str, school: School) -> None:
    label = f"{version.policy.title[: LONGEST_LABEL - 20]}, {version.name}"
    tell(users, label=label, wanted=wanted, path=version.get_absolute_url(), school=school)
