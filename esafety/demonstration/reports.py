"""Governor reports: last year's prepared and released, this year's begun."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from people.calendar import AcademicYear
from people.models import School, User
from reports.actions import prepare

from .case import Story
from .diary import at, open_day_after
from .people import Site


class Reporting(NamedTuple):
    """Whom a report is of, who prepares it and who releases it."""

    schools: list[School]
    coordinator: User
    headteacher: User


def _of_schools(sites: list[Site]) -> Iterator[Reporting]:
    for site in sites:
        yield Reporting([site.school], site.coordinator, site.headteacher)


def _of_federation(sites: list[Site]) -> Reporting:
    """The head of its first school leads the federation."""
    together = [site for site in sites if site.sister]
    return Reporting([site.school for site in together], together[0].coordinator, together[0].headteacher)


def release_reports(sites: list[Site], year: AcademicYear, last: date) -> Story:
    """Prepared when the year is over, released in October: in a demonstration of early September, by then.

    Of each school, and so not of the federation: a report of all and one of each would tell what each withholds.
    """
    autumn = year.last_day.year
    yield at(min(open_day_after(date(autumn, 9, 28), 0), last), 9, 30)
    reports = [(prepare(of.schools, year, of.coordinator), of.headteacher) for of in _of_schools(sites)]
    yield at(min(open_day_after(date(autumn, 10, 12), 0), last), 16, 10)
    for report, headteacher in reports:
        report.release(by=headteacher)


def draft_reports(sites: list[Site], year: AcademicYear) -> None:
    """This year's so far, of each school and of the federation."""
    for of in (*_of_schools(sites), _of_federation(sites)):
        prepare(of.schools, year, of.coordinator)
