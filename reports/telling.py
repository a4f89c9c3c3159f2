"""Who is told what happens to a report. Nothing of its figures or words goes into a message.

| what | who | what they are told |
|---|---|---|
| it is prepared | who may release and read it | read it, and release it |
| the head of one of its schools agrees | the heads who have not agreed | read it, and agree or release it |
| words are written beside it | who may confirm the words | confirm it: with the morning's e-mail |
| it is released | who governs or leads there | it can be read |
| it is due | who prepares it, or releases its draft | twice a month until it is released |

Nobody is told what they did themselves.
"""

from collections.abc import Collection, Iterable

from django.urls import reverse

from core import clock
from people.calendar import AcademicYear
from people.models import Membership, School, User
from people.roles import Role
from people.telling import tell

from .access import CONFIRMS_WORDS, PREPARES, READS_RELEASED, RELEASES
from .models import GovernorReport

LONGEST_LABEL = 80  # characters that a notice holds


def of_preparation(report: GovernorReport, *, by: User) -> None:
    wanted = "It is prepared: read it, and release it."
    if report.is_read_by_heads:
        wanted = "It is prepared: read it, and agree to its release, or release it."
    _tell(report, RELEASES, wanted, report.get_absolute_url(), by=by)


def of_agreement(report: GovernorReport, *, by: User) -> None:
    """Whoever has not agreed: the last of the heads releases it."""
    agreed = {each.user for each in report.heads_who_agreed()}
    wanted = "A head has agreed to its release: read it, and agree to it, or release it."
    _tell(report, RELEASES, wanted, report.get_absolute_url(), by=by, but=agreed)


def of_words(report: GovernorReport, *, by: User) -> None:
    path = reverse("reports:confirm", args=[report.pk])
    wanted = "Words were written beside its figures: confirm that they identify nobody."
    users = [
        user for user in _holders(report, (*CONFIRMS_WORDS, Role.CHAIR_OF_GOVERNORS)) if _may_confirm(user, report)
    ]
    key = f"words {report.pk} {clock.today()}"
    for school in report.schools.all()[:1]:
        tell(
            [u for u in users if u != by],
            label=_label(report),
            wanted=wanted,
            path=path,
            school=school,
            key=key,
            at_once=False,
        )


def of_release(report: GovernorReport, *, by: User) -> None:
    _tell(report, tuple(READS_RELEASED), "It is released: read it.", report.get_absolute_url(), by=by)


def remind(school: School, year: AcademicYear, draft: GovernorReport | None) -> None:
    """Of the report of a year that is over: to prepare it, or to release its draft."""
    holders = _unique(Membership.objects.contacts(school, *(RELEASES if draft else PREPARES)))
    tell(
        [user for user in holders if draft is None or _may_read(user, draft)],
        label=_label(draft) if draft else f"The governor report, {year}",
        wanted="It waits for its release: read it." if draft else "The year is over: prepare the report of it.",
        path=draft.get_absolute_url() if draft else reverse("reports:prepare"),
        school=school,
        key=f"report due {school.pk} {year.start} {clock.today()}",
        at_once=False,
    )


def _label(report: GovernorReport) -> str:
    """Its title, as far as a message takes it: terms are called what a school calls them."""
    return report.title[:LONGEST_LABEL]


def _tell(
    report: GovernorReport, roles: tuple[str, ...], wanted: str, path: str, *, by: User, but: Collection[User] = ()
) -> None:
    known = {by.pk, *(user.pk for user in but)}
    for school in report.schools.all():
        holders = _unique(Membership.objects.contacts(school, *roles))
        users = [user for user in holders if user.pk not in known and _may_read(user, report)]
        known |= {user.pk for user in users}
        tell(users, label=_label(report), wanted=wanted, path=path, school=school)


def _holders(report: GovernorReport, roles: tuple[str, ...]) -> list[User]:
    held = (Membership.objects.contacts(school, *roles) for school in report.schools.all())
    return _unique(each for contacts in held for each in contacts)


def _unique(contacts: Iterable[Membership]) -> list[User]:
    return list({holder.user_id: holder.user for holder in contacts}.values())


def _may_read(user: User, report: GovernorReport) -> bool:
    return report.access.allows(user, "read", report)


def _may_confirm(user: User, report: GovernorReport) -> bool:
    return report.access.allows(user, "confirm", report)
