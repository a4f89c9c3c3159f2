"""Dates and times as they are said, in the school's own time."""

from datetime import UTC, date, datetime

import pytest

from core.dates import day_in_words, moment_in_words, months_before, short_moment, time_in_words


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 19, 8, 35, tzinfo=UTC), "8:35am"),
        (datetime(2026, 11, 19, 12, 0, tzinfo=UTC), "12:00pm"),
        (datetime(2026, 11, 19, 0, 5, tzinfo=UTC), "12:05am"),
        (datetime(2026, 7, 1, 12, 30, tzinfo=UTC), "1:30pm"),  # an hour ahead of UTC in summer
    ],
)
def test_a_time(moment, said):
    assert time_in_words(moment) == said


def test_a_moment_in_full():
    assert moment_in_words(datetime(2026, 11, 19, 8, 35, tzinfo=UTC)) == "Thursday 19 November 2026, 8:35am"


def test_a_moment_in_a_table():
    assert short_moment(datetime(2026, 11, 19, 8, 35, tzinfo=UTC)) == "19 Nov 2026, 8:35am"


def test_a_moment_late_on_a_summer_night_is_on_the_next_day():
    assert short_moment(datetime(2026, 8, 31, 23, 30, tzinfo=UTC)) == "1 Sep 2026, 12:30am"


def test_a_day():
    assert day_in_words(date(2026, 11, 19)) == "Thursday 19 November"


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
        (date(2026, 11, 21), 12, date(2025, 11, 21)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 12, 31), 6, date(2026, 6, 30)),  # a shorter month ends on its last day
        (date(2028, 3, 31), 1, date(2028, 2, 29)),
    ],
)
def test_months_before(day, months, earlier):
    assert months_before(day, months) == earlier
