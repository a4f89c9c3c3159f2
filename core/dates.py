"""Dates and times as they are said: "Thursday 19 November 2026, 8:35am", always in the school's own time."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format


def time_in_words(moment: datetime) -> str:
    """8:35am"""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'g:i')}{'am' if local.hour < 12 else 'pm'}"


def moment_in_words(moment: datetime) -> str:
    """Thursday 19 November 2026, 8:35am"""
    return f"{date_format(timezone.localtime(moment), 'l j F Y')}, {time_in_words(moment)}"


def short_moment(moment: datetime) -> str:
    """19 Nov 2026, 8:35am"""
    return f"{date_format(timezone.localtime(moment), 'j M Y')}, {time_in_words(moment)}"


def day_in_words(day: date) -> str:
    """Thursday 19 November"""
    return date_format(day, "l j F")
