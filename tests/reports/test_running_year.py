"""A draft of a year that is not over must not show that somebody has just been reported."""

from datetime import UTC, datetime

import pytest

from core import clock
from people.calendar import AcademicYear
from reports.actions import prepare
from reports.models import GovernorReport
from reports.presentation import Presentation
from reports.sections import sections_of

from .conftest import YEAR

RUNNING = AcademicYear(2026)
NOVEMBER = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_a_report_of_this_month_changes_nothing_in_a_draft(logged, school, coordinator):
    logged(9, at=datetime(2026, 10, 6, 9, tzinfo=UTC))
    with clock.set_to(NOVEMBER):
        before = prepare([school], RUNNING, coordinator).data["tables"]

        logged(1, at=datetime(2026, 11, 19, 9, tzinfo=UTC), kind="staff_conduct", restricted=True)
        after = prepare([school], RUNNING, coordinator).data["tables"]

    assert after == before


def test_when_the_month_is_over_it_counts(logged, school, coordinator):
    logged(9, at=datetime(2026, 10, 6, 9, tzinfo=UTC))
    logged(7, at=datetime(2026, 11, 19, 9, tzinfo=UTC))
    with clock.set_to(NOVEMBER):
        before = prepare([school], RUNNING, coordinator).data["tables"]

    with clock.set_to(datetime(2026, 12, 1, 9, tzinfo=UTC)):
        after = prepare([school], RUNNING, coordinator).data["tables"]

    assert after != before


@pytest.mark.parametrize(("day", "compared"), [(None, False), (datetime(2025, 8, 31, 9, tzinfo=UTC), True)])
def test_the_first_year_of_a_log_is_compared_with_nothing(logged, school, coordinator, day, compared):
    logged(9, at=datetime(2025, 10, 6, 9, tzinfo=UTC))
    if day:
        logged(6, at=day)
    with clock.set_to(NOVEMBER):
        report = prepare([school], YEAR, coordinator)

    section = next(each for each in sections_of(Presentation(report).published) if each.key == "over-time")
    told = ("9 incidents were logged.", ("This log was not kept here the year before.",))
    more = ("9 incidents were logged, 3 more than the year before.", ())
    assert (section.content.says, section.content.notes) == (more if compared else told)
    logged(1, at=datetime(2025, 8, 30, 9, tzinfo=UTC))  # as of before the log: no reason to prepare it anew
    assert GovernorReport.objects.get(pk=report.pk).obstacle == ""


def test_part_of_a_year_stands_beside_a_whole_one_in_no_chart(logged, school, coordinator):
    logged(9, at=datetime(2026, 10, 6, 9, tzinfo=UTC))
    logged(40, at=datetime(2025, 10, 6, 9, tzinfo=UTC))

    def over_time():
        published = Presentation(prepare([school], RUNNING, coordinator)).published
        [exhibit] = next(each for each in sections_of(published) if each.key == "over-time").content.exhibits
        return exhibit.chart is not None, exhibit.table.columns[-1]

    with clock.set_to(NOVEMBER):
        assert over_time() == (False, "Year before, whole")
    with clock.set_to(NOVEMBER.replace(year=2027)):
        assert over_time() == (True, "Year before")


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (datetime(2025, 9, 30, 12, tzinfo=UTC), "No month of the year is over yet, so nothing is counted."),
        (datetime(2025, 10, 1, 12, tzinfo=UTC), "Counted up to the end of September 2025: only full months count."),
        (datetime(2026, 1, 15, 12, tzinfo=UTC), "Counted up to the end of December 2025: only full months count."),
        (datetime(2026, 2, 15, 12, tzinfo=UTC), "Counted up to the end of January 2026: only full months count."),
        (datetime(2026, 8, 31, 12, tzinfo=UTC), "Counted up to the end of July 2026: only full months count."),
        (datetime(2026, 9, 1, 12, tzinfo=UTC), ""),
    ],
)
def test_a_draft_says_which_months_it_counts(coordinator, school, today, said):
    with clock.set_to(today):
        assert Presentation(prepare([school], YEAR, coordinator)).so_far == said
