"""A draft of a year that is not over must not show that somebody has just been reported."""

from datetime import UTC, datetime

from core import clock
from people.calendar import AcademicYear
from reports.actions import prepare

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
