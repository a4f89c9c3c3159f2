"""Who is told what happens to a report. Nothing of its figures or words goes into a message.

| what | who | what they are told |
|---|---|---|
| it is prepared | who agrees for its schools, and may read it | read it, and agree to its release, or release it |
| somebody agrees for one of its schools | who may agree, or release it now | read it, and agree or release it |
| words are written beside it | who may confirm the words | confirm it: with the morning's e-mail |
| it is released | who governs or leads there | it can be read |
| it is due | who prepares it; its draft: who may release it or agree, else who prepares | twice a month |

Nobody is told what they did themselves.
"""

from collections.abc import Collection, Iterable

from django.urls import reverse

from core import clock
from people.calendar import AcademicYear
from people.models import Membership, School, User
from people.roles import Role
from people.telling import tell

from .access import CONFIRMS_WORDS, PREPARES, READS_RELEASED
from .models import GovernorReport

# What a draft waits for, by the verb that the rules allow: never both.
WAITS = {
    "release": "It waits for its release: read it.",
    "agree": "It waits for you to agree to its release: read it.",
}
LONGEST_LABEL = 80  # characters that a notice holds


def of_preparation(report: GovernorReport, *, by: User) -> None:
    wanted = "It is prepared: read it, and release it."
    if report.is_read_by_heads:
        wanted = "It is prepared: read it, and agree to its release, or release it."
    users = [user for user in _speakers(report) if _may(user, "read", report)]
    _tell(report, users, wanted, by=by)


def of_agreement(report: GovernorReport, *, by: User) -> None:
    """Whoever may agree too; and once nobody else is waited for, each head, those who have agreed as well."""
    wanted = "Its release was agreed to: read it, and agree to it, or release it."
    users = [user for user in _speakers(report) if any(_may(user, verb, report) for verb in WAITS)]
    _tell(report, users, wanted, by=by)


def of_words(report: GovernorReport, *, by: User) -> None:
    path = reverse("reports:confirm", args=[report.pk])
    wanted = "Words were written beside its figures: confirm that they identify nobody."
    users = [
        user for user in _holders(report, (*CONFIRMS_WORDS, Role.CHAIR_OF_GOVERNORS)) if _may(user, "confirm", report)
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
    users = [user for user in _holders(report, tuple(READS_RELEASED)) if _may(user, "read", report)]
    _tell(report, users, "It is released: read it.", by=by)


def remind_to_prepare(school: School, year: AcademicYear) -> None:
    """Of the report of a year that is over."""
    _remind(
        school,
        _unique(Membership.objects.contacts(school, *PREPARES)),
        label=f"The governor report, {year}",
        wanted="The year is over: prepare the report of it.",
        path=reverse("reports:prepare"),
        key=f"report due {school.pk} {year.start} {clock.today()}",
    )


def remind_of_draft(school: School, draft: GovernorReport) -> None:
    """Whoever may release it, or agree; where nobody may, whoever prepares it: its page says what it waits for."""
    said = {"label": _label(draft), "path": draft.get_absolute_url(), "key": f"draft due {draft.pk} {clock.today()}"}
    asked = {wanted: [user for user in _speakers(draft) if _may(user, verb, draft)] for verb, wanted in WAITS.items()}
    if not any(asked.values()):
        preparing = [user for user in _holders(draft, PREPARES) if draft.preparable_by(user)]
        asked = {"Its draft is not released yet: read what it waits for.": preparing}
    for wanted, users in asked.items():
        _remind(school, users, wanted=wanted, **said)


def _remind(school: School, users: Iterable[User], **said: str) -> None:
    tell(users, school=school, at_once=False, **said)


def _label(report: GovernorReport) -> str:
    """Its title, as far as a message takes it: terms are called what a school calls them."""
    return report.title[:LONGEST_LABEL]


def _tell(report: GovernorReport, users: Collection[User], wanted: str, *, by: User) -> None:
    """Each of them once, as of the first of its schools where they hold a role."""
    known = {by.pk}
    for school in report.schools.all():
        here = {each.user_id for each in Membership.objects.in_force().touching([school.pk]).filter(user__in=users)}
        told = [user for user in users if user.pk in here - known]
        known |= here
        tell(told, label=_label(report), wanted=wanted, path=report.get_absolute_url(), school=school)


def _speakers(report: GovernorReport) -> list[User]:
    """Who agrees for its schools, or releases it."""
    ids = {user for each in report.speakers.values() for user in each.users}
    return list(User.objects.filter(pk__in=ids).order_by("name"))


def _holders(report: GovernorReport, roles: tuple[str, ...]) -> list[User]:
    held = (Membership.objects.contacts(school, *roles) for school in report.schools.all())
    return _unique(each for contacts in held for each in contacts)


def _unique(contacts: Iterable[Membership]) -> list[User]:
    return list({holder.user_id: holder.user for holder in contacts}.values())


def _may(user: User, verb: str, report: GovernorReport) -> bool:
    return report.access.allows(user, verb, report)
