"""Academic years, terms and school days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clock
from people.calendar import AcademicYear, add_school_days, is_school_day, school_days_between

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2026, 8, 31, 22, 59, tzinfo=UTC), "2025 to 2026"),
        (datetime(2026, 8, 31, 23, 30, tzinfo=UTC), "2026 to 2027"),  # 1 September, 0:30 in the morning
        (datetime(2027, 1, 1, 12, 0, tzinfo=UTC), "2026 to 2027"),
    ],
)
def test_the_year_begins_on_the_first_of_september_local_time(moment, year):
    with clock.set_to(moment):
        assert str(AcademicYear.current()) == year


def test_a_year_ends_at_the_moment_in_which_the_next_begins():
    year = AcademicYear(2026)

    assert year.bounds() == (datetime(2026, 8, 31, 23, 0, tzinfo=UTC), datetime(2027, 8, 31, 23, 0, tzinfo=UTC))
    assert year.bounds()[0] == year.previous.bounds()[1]


def days_of(years):
    first, last = AcademicYear(years[0]).first_day, AcademicYear(years[-1]).last_day
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def test_every_day_of_three_years_is_in_exactly_one_term():
    terms = [term for start in (2023, 2024, 2025) for term in AcademicYear(start).default_terms()]

    holding = [sum(start <= day <= end for _, start, end in terms) for day in days_of([2023, 2024, 2025])]

    assert len(holding) == 366 + 365 + 365
    assert set(holding) == {1}


def test_the_terms_are_autumn_spring_and_summer():
    assert list(AcademicYear(2023).default_terms()) == [
        ("Autumn", date(2023, 9, 1), date(2023, 12, 31)),
        ("Spring", date(2024, 1, 1), date(2024, 3, 31)),
        ("Summer", date(2024, 4, 1), date(2024, 8, 31)),
    ]


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 11, 19), date(2026, 11, 20)),  # Thursday, Friday
        (date(2026, 11, 20), date(2026, 11, 23)),  # Friday, Monday
        (date(2026, 11, 21), date(2026, 11, 23)),  # Saturday, Monday
    ],
)
def test_the_next_school_day_passes_over_the_weekend(day, later):
    assert add_school_days(day, 1) == later


def counted(first, last):
    """School days after `first` up to and including `last`, one by one."""
    return sum(is_school_day(first + timedelta(days=offset)) for offset in range(1, (last - first).days + 1))


@settings(deadline=None)  # counting sixty years one by one takes as long as the machine is busy
@given(DAYS, DAYS)
def test_school_days_between_two_days_are_what_counting_them_gives(first, last):
    assert school_days_between(first, last) == counted(first, last)


@given(DAYS, st.integers(min_value=1, max_value=400))
def test_a_deadline_is_a_school_day_and_that_many_school_days_away(day, count):
    deadline = add_school_days(day, count)

    assert is_school_day(deadline)
    assert counted(day, deadline) == count
