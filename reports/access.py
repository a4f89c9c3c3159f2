"""Who may see figures, prepare a governor report, release it, and read it."""

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from core import clock
from core.access import Access, Rule
from core.dates import date_in_words
from people.calendar import midnight
from people.models import Membership
from people.roles import GOVERNS, SEES_NUMBERS, Role, roles_of

from .agreeing import speaks_for

if TYPE_CHECKING:
    from people.models import School, User
    from people.models.memberships import MembershipQuerySet

    from .models import GovernorReport, Making

A_DAY = timedelta(days=1)
PREPARES = (Role.COORDINATOR, Role.HEADTEACHER)  # at each school of the report
RELEASES = (Role.HEADTEACHER,)  # at one school of the report at least, and preparing at each
# Who confirms that the words of a report identify nobody: who handles incidents, or leads. Never who wrote them.
CONFIRMS_WORDS = (Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.HEADTEACHER, Role.SENIOR_LEADER)
READS_RELEASED = (*SEES_NUMBERS, *GOVERNS)


class ReportAccess(Access):
    """A draft is for those who prepare it at all its schools; what is released is for those who govern or lead.

    The draft of several schools is for the head of each too, once its period is over: it is fitted to what each knows
    of the own school. A head who prepares for all releases it, or those who speak for its schools agree (`agreeing`).
    """

    @staticmethod
    def read_list(user: "User", subject: object) -> Rule:
        yield (
            roles_of(user).has(*READS_RELEASED),
            "Reports are for governors, the head, senior leaders, the coordinator and the safeguarding lead.",
        )

    @staticmethod
    def prepare(user: "User", schools: "Collection[School] | None" = None) -> Rule:
        mine = roles_of(user).schools(*PREPARES)
        yield mine, "A governor report is prepared by the coordinator or the head."
        yield (
            all(school.pk in mine for school in schools or ()),
            "You can prepare a report only of schools where you are the coordinator or the head.",
        )

    @staticmethod
    def read(user: "User", report: "GovernorReport") -> Rule:
        may_prepare = report.preparable_by(user)
        yield (
            report.is_released or may_prepare or report.is_read_by_heads,
            "A draft is read by the coordinator or the head of all its schools. Others read it once it is released.",
        )
        reads = roles_of(user).schools(*READS_RELEASED) if report.is_released else speaks_for(user)
        yield may_prepare or reads & report.school_ids, "This report is of other schools."

    @classmethod
    def open(cls, user: "User", report: "GovernorReport") -> Rule:
        """See the figures of it: a draft that other reports came out beside is first prepared anew."""
        yield from cls.read(user, report)
        known = report.is_released or report.preparable_by(user) or report.was_read
        yield (
            known or not report.obstacle,
            f"Other reports came out since this draft was prepared. Ask {report.prepared_by} to prepare it again.",
        )

    @classmethod
    def read_released(cls, user: "User", report: "GovernorReport") -> Rule:
        yield from cls.read(user, report)
        yield report.is_released, "There is one once the report is released."

    @classmethod
    def read_downloads(cls, user: "User", report: "GovernorReport") -> Rule:
        yield from cls.read_released(user, report)
        may = report.preparable_by(user) or roles_of(user).schools(*RELEASES) & report.school_ids
        yield may, "Who took a copy is for those who prepare the report or release it."

    @staticmethod
    def release(user: "User", report: "GovernorReport") -> Rule:
        yield roles_of(user).schools(*RELEASES) & report.school_ids, "Only the head releases a governor report."
        yield not report.is_released, "This report is already released. It does not change any more."
        yield from _is_ready(report)
        waits = None if report.preparable_by(user) else report.waits_for(user)
        yield waits is None or not waits.who, waits.sentence if waits else ""
        yield not report.obstacle, report.obstacle

    @staticmethod
    def agree(user: "User", report: "GovernorReport") -> Rule:
        is_head = bool(roles_of(user).schools(Role.HEADTEACHER) & report.school_ids)
        yield is_head or _is_asked_as_chair(user, report), "Only a head agrees to the release of a report."
        yield report.is_read_by_heads, "Heads agree to reports of several schools, once the period is over."
        yield not report.is_released, "This report is already released. It does not change any more."
        yield from _is_ready(report)
        yield user.pk not in (each.user_id for each in report.agreed()), "You have agreed already."
        releases = roles_of(user).schools(*RELEASES) & report.school_ids
        yield (
            not releases or (not report.preparable_by(user) and report.waits_for(user).who),
            "Nobody else has to agree first: you can release this report.",
        )
        yield not report.obstacle, report.obstacle

    @staticmethod
    def write(user: "User", report: "GovernorReport") -> Rule:
        yield report.preparable_by(user), "The words of a report are written by the coordinator or the head."
        yield not report.is_released, "This report is already released. It does not change any more."

    @classmethod
    def confirm(cls, user: "User", report: "GovernorReport") -> Rule:
        words = report.words
        yield words is not None, "Nothing is written beside the figures, so there is nothing to confirm."
        assert words is not None  # noqa: S101  said just now
        yield not report.is_released, "This report is already released. It does not change any more."
        yield user.pk not in words.authors, "You wrote in it: somebody else confirms that nobody can be identified."
        yield not words.is_confirmed, "It is already confirmed."
        is_chair = bool(roles_of(user).schools(Role.CHAIR_OF_GOVERNORS) & report.school_ids)
        may = cls.confirms_words(user, report)
        yield (
            may or is_chair,
            "It is confirmed by another coordinator, the safeguarding lead, the head or a senior leader.",
        )
        yield (
            may or not cls.others_who_confirm(report).exists(),
            "The chair confirms only where nobody else can: here a handler or a senior leader does.",
        )

    @staticmethod
    def confirms_words(user: "User", report: "GovernorReport") -> bool:
        """By one of the roles that confirm, rather than as the chair."""
        return bool(roles_of(user).schools(*CONFIRMS_WORDS) & report.school_ids)

    @staticmethod
    def others_who_confirm(report: "GovernorReport") -> "MembershipQuerySet":
        """Who holds such a role at a school of the report and did not write the words."""
        held = Membership.objects.in_force().filter(role__in=CONFIRMS_WORDS, user__is_active=True)
        words = report.words
        return held.touching(report.school_ids).exclude(user__in=words.authors if words else ())


class MakingAccess(Access):
    """What is being made is seen by who asked for it, and by who prepares or releases the same reports."""

    @staticmethod
    def read(user: "User", making: "Making") -> Rule:
        schools = roles_of(user).schools(*PREPARES, *RELEASES)
        yield making.asked_by_id == user.pk or bool(schools & making.school_ids), "This is made for somebody else."


def _is_asked_as_chair(user: "User", report: "GovernorReport") -> bool:
    """Chair at a school of it that has no head."""
    is_chair = roles_of(user).schools(Role.CHAIR_OF_GOVERNORS) & report.school_ids
    return bool(is_chair) and any(user.pk in each.users for each in report.speakers.values())


def _is_ready(report: "GovernorReport") -> Rule:
    """Whether it can be released, whoever does, as far as it says itself."""
    yield (
        clock.today() > report.last_day,
        f"The {report.span} is not over: it can be released from {date_in_words(report.last_day + A_DAY)}.",
    )
    yield (
        report.prepared_at >= midnight(report.last_day + A_DAY),
        f"These figures were prepared before the {report.span} was over. Prepare the report again, then release it.",
    )
    yield (
        report.federation_id is None or report.is_read_by_heads,
        "They are not fitted to what the head of each school knows. Prepare the report again, then release it.",
    )
    words = report.words
    yield (
        words is None or words.is_confirmed,
        "Somebody who did not write the words of this report has to confirm first that they identify nobody.",
    )
