"""When the schools are open: terms with their holidays, worked out for any year."""

from datetime import date, datetime, time, timedelta
from functools import cache

from django.utils import timezone

from core.clock import ONE_DAY
from people.calendar import AcademicYear

WEEK = timedelta(days=7)
OPENS, CLOSES = time(8, 10), time(17, 30)  # when somebody works at an incident


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian computation."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - f + 15) % 30
    i, k = divmod(c, 4)
    rest = (32 + 2 * e + 2 * i - h - k) % 7
    month, day = divmod(h + rest - 7 * ((a + 11 * h + 22 * rest) // 451) + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: AcademicYear) -> tuple[tuple[date, date], ...]:
    """`(first, last)` day of each holiday of an academic year."""
    autumn, spring = year.start, year.start + 1
    easter_week = monday(easter(spring) - ONE_DAY)
    february, may = monday(date(spring, 2, 19)), monday(date(spring, 5, 31))
    october, bank_holiday = monday(date(autumn, 10, 29)), monday(date(spring, 5, 7))
    return (
        (date(autumn, 9, 1), date(autumn, 9, 2)),
        (october, october + WEEK - ONE_DAY),
        (date(autumn, 12, 20), date(spring, 1, 4)),
        (february, february + WEEK - ONE_DAY),
        (easter_week, easter_week + 2 * WEEK - ONE_DAY),
        (bank_holiday, bank_holiday),
        (may, may + WEEK - ONE_DAY),
        (date(spring, 7, 22), date(spring, 8, 31)),
    )


def monday(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


@cache
def is_open(day: date) -> bool:
    return day.weekday() < 5 and not any(first <= day <= last for first, last in holidays(AcademicYear.of(day)))


def open_days(first: date, last: date) -> list[date]:
    """Days when school is open, from `first` to `last` with both."""
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return [day for day in days if is_open(day)]


def open_day_after(day: date, count: int) -> date:
    """The open day that is `count` open days after `day`; for 0, the day itself or the next open one."""
    while count > 0 or not is_open(day):
        day += ONE_DAY
        count -= is_open(day)
    return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day in the school's own time zone."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def last_finished_day(now: datetime) -> date:
    """The latest open day that is over at `now`."""
    local = timezone.localtime(now)
    day = local.date() if local.time() > CLOSES else local.date() - ONE_DAY
    while not is_open(day):
        day -= ONE_DAY
    return day
