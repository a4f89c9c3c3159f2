"""The clock stands where it was set, for the block alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from core import clock

SUMMER_NIGHT = datetime(2026, 8, 31, 23, 30, tzinfo=UTC)
WINTER_NIGHT = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


def test_unset_it_shows_the_present():
    before = timezone.now()

    shown = clock.now()

    assert before <= shown <= timezone.now()
    assert shown.utcoffset() == timedelta(0)


def test_set_it_stands_still_and_goes_on_afterwards():
    with clock.set_to(SUMMER_NIGHT):
        first, second = clock.now(), clock.now()

    assert first == second == SUMMER_NIGHT
    assert clock.now() > SUMMER_NIGHT


def test_an_inner_setting_gives_way_to_the_outer_one():
    with clock.set_to(SUMMER_NIGHT):
        with clock.set_to(WINTER_NIGHT):
            inner = clock.now()
        outer = clock.now()

    assert (inner, outer) == (WINTER_NIGHT, SUMMER_NIGHT)


def test_a_failure_inside_sets_it_going_again():
    with pytest.raises(ZeroDivisionError), clock.set_to(SUMMER_NIGHT):
        _ = 1 / 0

    assert clock.now() > SUMMER_NIGHT


@pytest.mark.parametrize(
    ("moment", "day"),
    [(SUMMER_NIGHT, date(2026, 9, 1)), (WINTER_NIGHT, date(2026, 12, 31))],
    ids=["summer: an hour ahead of UTC", "winter: the same"],
)
def test_today_is_the_day_in_the_schools_own_time(moment, day):
    with clock.set_to(moment):
        assert clock.today() == day
