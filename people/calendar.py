"""Academic years, terms by default, and school days.

The academic year starts on 1 September in the school's own time zone: an incident reported on 31 August at 23:30
UTC, in summer, belongs to 1 September and so to the new year.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from django.utils import timezone

from core import clock

# Terms follow each other without a gap, so that every date is in exactly one.
DEFAULT_TERMS = (("Autumn", 9), ("Spring", 1), ("Summer", 4))


@dataclass(frozen=True, slots=True, order=True)
class AcademicYear:
    """The year that starts on 1 September of `start`."""

    start: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year if day.month >= 9 else day.year - 1)

    @classmethod
    def current(cls) -> Self:
        return cls.of(clock.today())

    def __str__(self) -> str:
        return f"{self.start} to {self.start + 1}"

    @property
    def first_day(self) -> date:
        return date(self.start, 9, 1)

    @property
    def last_day(self) -> date:
        return date(self.start + 1, 8, 31)

    @property
    def previous(self) -> Self:
        return type(self)(self.start - 1)

    @property
    def following(self) -> Self:
        return type(self)(self.start + 1)

    def bounds(self) -> tuple[datetime, datetime]:
        """First moment of the year, and first moment of the next: aware, in local time."""
        return midnight(self.first_day), midnight(self.last_day + timedelta(days=1))

    def default_terms(self) -> Iterator[tuple[str, date, date]]:
        """`(name, first day, last day)` of the three terms."""
        starts = [(name, date(self.start + (month < 9), month, 1)) for name, month in DEFAULT_TERMS]
        ends = [start - timedelta(days=1) for _, start in starts[1:]] + [self.last_day]
        for (name, start), end in zip(starts, ends, strict=True):
            yield name, start, end

    def term_of(self, day: date) -> date:
        """The first day of the default term in which a day of this year lies."""
        return max(first for _, first, _ in self.default_terms() if first <= day)


def midnight(day: date) -> datetime:
    """The first moment of a day, local time."""
    return timezone.make_aware(datetime.combine(day, time.min))


def is_school_day(day: date) -> bool:
    """Monday to Friday. Holidays are not known here, so a deadline in one may come early but never late."""
    return day.weekday() < 5


def add_school_days(day: date, count: int) -> date:
    """The day that is `count` school days after `day`."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_school_day(day)
    return day


def school_days_between(first: date, last: date) -> int:
    """School days after `first` up to and including `last`; 0 if `last` is not later."""
    if last <= first:
        return 0
    weeks, rest = divmod((last - first).days, 7)
    tail = (last - timedelta(days=offset) for offset in range(rest))
    return weeks * 5 + sum(is_school_day(day) for day in tail)
