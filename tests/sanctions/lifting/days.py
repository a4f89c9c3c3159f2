"""Days before and after today."""

from datetime import timedelta

from core import clock

A_DAY = timedelta(days=1)


def today(days=0):
    return clock.today() + days * A_DAY
