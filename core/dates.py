"""Dates and times as they are said: "Thursday 19 November 2026, 8:35am", always in the school's own time."""

from calendar import monthrange
from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format


def time_in_words(moment: datetime) -> str:
    """8:35am"""
    local = timezone.localtime(moment)
    return f"{local.hour % 12 or 12}:{local.minute:02}{'am' if local.hour < 12 else 'pm'}"


def moment_in_words(moment: datetime) -> str:
    """Thursday 19 November 2026, 8:35am"""
    return f"{date_format(timezone.localtime(moment), 'l j F Y')}, {time_in_words(moment)}"


def short_moment(moment: datetime) -> str:
    """19 Nov 2026, 8:35am"""
    local = timezone.localtime(moment)
    return f"{_short_day(local.date())}, {time_in_words(local)}"


@lru_cache(maxsize=1_000)  # lists say the same few days again and again
def _short_day(day: date) -> str:
    """19 Nov 2026"""
    return date_format(day, "j M Y")


def day_in_words(day: date) -> str:
    """Thursday 19 November"""
    return date_format(day, "l j F")


def date_in_words(day: date) -> str:
    """19 November 2026"""
    return date_format(day, "j F Y")


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
