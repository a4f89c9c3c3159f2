"""What changes more than one table: preparing a report."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core import clock
from core.access import Refused
from people.calendar import AcademicYear
from people.models import Federation, School, User

from .access import ReportAccess
from .disclosure.comparison import beside, last_year, related
from .disclosure.suppression import CannotProtect
from .figures import figures_of
from .models import GovernorReport, lock_reports_of, signature
from .periods import end_of_last_month

CANNOT = (
    "Beside the reports that are released already, this one would give small numbers away, however much of it is "
    "withheld. Prepare it when more has changed."
)


@transaction.atomic
def prepare(schools: list[School], year: AcademicYear, by: User, reason: str = "") -> GovernorReport:
    """Count the year and keep what may be shown, as a draft: `prepare(schools, year, by) -> GovernorReport`.

    `schools` is one school, or all of a federation. A draft of the same schools and year is prepared anew. Where the
    report of the year is released already the draft is to replace it, and `reason` says why.
    """
    ReportAccess.require(by, "prepare", schools)
    school, federation = _place(schools)
    if year > AcademicYear.current():
        raise Refused(f"The year {year} has not begun.")
    lock_reports_of(School.objects.filter(pk__in=[each.pk for each in schools]))
    of_place = GovernorReport.objects.of(school, federation).filter(year=year.start)
    replaces = of_place.current().first()
    if replaces and not reason.strip():
        raise Refused("The report of this year is already released. Say why it is replaced.")
    report = of_place.drafts().first() or GovernorReport(school=school, federation=federation, year=year.start)
    report.replaces, report.reason = replaces, reason.strip() if replaces else ""
    return _count(report, schools, by)


def _count(report: GovernorReport, schools: Sequence[School], by: User) -> GovernorReport:
    year, ids = report.academic_year, frozenset(school.pk for school in schools)
    compared = last_year((report.school, report.federation), ids, year)
    ordered = sorted(schools, key=lambda school: school.name)
    complete = clock.today() > year.last_day
    until = None if complete else end_of_last_month()
    others = beside(ordered, year, compared, until)
    try:
        figures = figures_of(
            ordered, year, released=compared.figures, compare=compared.may_count, until=until, beside=others
        )
    except CannotProtect as cannot:
        raise Refused(CANNOT) from cannot
    report.data = figures | {
        "beside": [other.pk for other in related(ids, year.start, compared.source)],
        "compared": compared.source,
        "complete": complete,
        "months": _full_months(year, until),
        "place": str(report.place),
        "wording": ordered[0].wording,
    }
    report.title = f"Annual {ordered[0].wording} report, {year}"
    report.prepared_by, report.prepared_at, report.prepared_as = by, clock.now(), signature(by, ids)
    report.save_as(by, "Prepared")
    report.schools.set(schools)
    return report


def _full_months(year: AcademicYear, until: datetime | None) -> int:
    """How many months of the year are counted: all twelve, once it is over."""
    day = timezone.localdate(until) if until else None
    return (day.year - year.start) * 12 + day.month - year.first_day.month if day else 12


def _place(schools: list[School]) -> tuple[School | None, Federation | None]:
    """What the report is of: the one school, or the federation whose schools these all are."""
    if len(schools) == 1:
        return schools[0], None
    federation = schools[0].federation if schools else None
    if federation is None or {school.pk for school in schools} != set(federation.schools.values_list("pk", flat=True)):
        raise Refused("A report is of one school, or of all schools of one federation.")
    return None, federation
