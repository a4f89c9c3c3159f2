"""Reports beside each other: what is out already, so that two of them never give away what each withholds.

A report takes last year's figures as they were released. Figures of one school and year are published once: in one
report, or as the year before in the next year's report.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from people.calendar import AcademicYear
from people.models import Federation, School
from reports.models import GovernorReport


class LastYear(NamedTuple):
    """What a report compares with: the figures of a released report, a fresh count, or nothing."""

    report_id: int | None
    figures: dict[str, Any] | None
    may_count: bool

    @property
    def source(self) -> str:
        """What is kept with the figures: where those of last year come from."""
        return f"report {self.report_id}" if self.report_id else "counted" if self.may_count else "none"


def last_year(place: tuple[School | None, Federation | None], schools: Collection[int], year: AcademicYear) -> LastYear:
    """Last year's released report of the same schools; else a count, if no figures of theirs are out."""
    earlier = GovernorReport.objects.current().filter(year=year.previous.start)
    for same in earlier.of(*place):
        if same.school_ids == frozenset(schools):
            return LastYear(same.pk, same.data, may_count=False)
    return LastYear(None, None, may_count=not earlier.filter(schools__in=schools).exists())


def obstacle_to(report: GovernorReport) -> str:
    """Why this draft cannot be released beside what is released already; empty where it can."""
    shared = GovernorReport.objects.current().filter(schools__in=report.school_ids).exclude(pk=report.pk)
    this_year = shared.filter(year=report.year)
    if any(other.pk != report.replaces_id for other in this_year.of(report.school, report.federation)):
        return "The report of this year is already released. Prepare it anew and say why it replaces the other."
    if this_year.exclude(school=report.school, federation=report.federation).exists():
        return (
            "Another report of this year, already released, has schools in common with this one. "
            "Together the two could show what each withholds, so this one stays a draft."
        )
    following = shared.filter(year=report.year + 1, data__compared="counted")
    if report.replaces_id is None and following.exists():
        return (
            "Next year's report is already released and shows this year's figures as the year before. "
            "Together the two could show what each withholds, so this one stays a draft."
        )
    current = last_year((report.school, report.federation), report.school_ids, report.academic_year)
    if current.source != report.data["compared"]:
        return "Since this was prepared, last year's report has changed. Prepare this one anew, then release it."
    return ""
