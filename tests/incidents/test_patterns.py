"""School days as the database counts them are those of the calendar."""

from datetime import date, timedelta

from django.db.models import DateTimeField, Value

from incidents.patterns import school_days
from people.calendar import midnight, school_days_between
from people.models import School

LATE = timedelta(hours=23, minutes=30)  # of a day in summer, when it is the next day by London's clocks only later


def test_the_database_counts_school_days_as_the_calendar_does(school):
    monday = date(2026, 3, 23)  # the clocks change on the Sunday that follows
    pairs = [
        (monday + timedelta(days=first), monday + timedelta(days=first + passed))
        for first in range(7)
        for passed in (-2, 0, 1, 2, 3, 5, 6, 7, 13, 40)
    ]
    counted = {
        f"pair_{number}": school_days(
            Value(midnight(first), DateTimeField()), Value(midnight(last) + LATE, DateTimeField())
        )
        for number, (first, last) in enumerate(pairs)
    }

    found = School.objects.values_list(*counted.values()).get()

    assert list(found) == [school_days_between(first, last) for first, last in pairs]
