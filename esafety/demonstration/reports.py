"""Governor reports: those of past years prepared and released, this year's begun."""

from datetime import date

from people.calendar import AcademicYear

from .case import Story
from .diary import at, open_day_after
from .people import Site


def release_reports(sites: list[Site], year: AcademicYear, last: date) -> Story:
    """Prepared by the coordinators at the end of September, released by the heads in October."""
    autumn = year.last_day.year
    yield at(min(open_day_after(date(autumn, 9, 28), 0), last), 14)


def draft_reports(sites: list[Site], year: AcademicYear) -> None:
    """This year's so far."""
