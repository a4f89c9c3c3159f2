"""Who may see figures, prepare a governor report, release it, and read it."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from core import clock
from core.access import Access, Rule
from people.roles import GOVERNS, SEES_NUMBERS, Role, roles_of

if TYPE_CHECKING:
    from people.models import School, User

    from .models import GovernorReport

PREPARES = (Role.COORDINATOR, Role.HEADTEACHER)  # at each school of the report
RELEASES = (Role.HEADTEACHER,)  # at one school of the report at least
READS_RELEASED = (*SEES_NUMBERS, *GOVERNS)


class ReportAccess(Access):
    """A draft is for those who prepare or release it; what is released is for those who govern or lead."""

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
        may_release = roles_of(user).schools(*RELEASES) & report.school_ids
        may_prepare = report.preparable_by(user)
        yield (
            report.is_released or may_prepare or may_release,
            "A draft is read by the coordinator who prepares it and the head who releases it.",
        )
        yield (
            may_prepare or roles_of(user).schools(*READS_RELEASED) & report.school_ids,
            "This report is of other schools.",
        )

    @staticmethod
    def release(user: "User", report: "GovernorReport") -> Rule:
        yield roles_of(user).schools(*RELEASES) & report.school_ids, "Only the head releases a governor report."
        yield not report.is_released, "This report is already released. It does not change any more."
        yield (
            clock.today() > report.academic_year.last_day,
            f"The year is not over: a report can be released from 1 September {report.academic_year.last_day.year}.",
        )
        yield (
            report.prepared_at >= report.academic_year.bounds()[1],
            "These figures were prepared before the year was over. Prepare the report anew, then release it.",
        )
        obstacle = report.obstacle
        yield not obstacle, obstacle
