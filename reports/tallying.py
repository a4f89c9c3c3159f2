"""How the rows of a log are counted: which of them count, in which years or terms, and that in one query."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet, Value

from incidents.states import Status
from people.calendar import AcademicYear
from people.models import School

from .periods import Calendar

Spans = Mapping[Any, Q]  # years, or terms of years → the rows that are of them


def counted_in(schools: Sequence[School], calendars: Sequence[Calendar], prefix: str = "") -> Q:
    """Incidents that count; `prefix` leads to them from another table."""
    start, end = bounds_of(calendars)
    within = {f"{prefix}school__in": schools, f"{prefix}reported_at__gte": start, f"{prefix}reported_at__lt": end}
    counted = Q(**within) & ~Q(**{f"{prefix}status": Status.WITHDRAWN})
    if all(calendar.terms is None for calendar in calendars):
        return counted
    parts = [span for calendar in calendars for span in calendar.spans()]
    return counted & reduce(or_, (_within(prefix, *part) for part in parts), Q(pk__in=[]))


def bounds_of(calendars: Sequence[Calendar]) -> tuple[datetime, datetime]:
    """First moment that counts in any of them, and the first that does not any more."""
    starts, ends = zip(*(calendar.bounds() for calendar in calendars), strict=True)
    return min(starts), max(ends)


def _within(prefix: str, schools: Collection[int], start: datetime, end: datetime) -> Q:
    return Q(**{f"{prefix}school__in": schools}) & _reported(prefix, start, end)


def _reported(prefix: str, start: datetime, end: datetime) -> Q:
    return Q(**{f"{prefix}reported_at__gte": start, f"{prefix}reported_at__lt": end})


def years_of(calendars: Sequence[Calendar], prefix: str = "") -> Spans:
    """Each calendar's year; `prefix` leads to the incident from another table."""
    return {calendar.year: _reported(prefix, *calendar.bounds()) for calendar in calendars}


def terms_of(calendars: Sequence[Calendar]) -> Spans:
    """(year, name of the term) → the incidents that were reported then, by the dates of their own school."""
    found: dict[tuple[AcademicYear, str], Q] = defaultdict(Q)
    for calendar in calendars:
        for starts, schools in calendar.starts.items():
            here = Q() if len(calendar.starts) == 1 else Q(school__in=schools)
            for place, start, end in calendar.moments(starts):
                found[calendar.year, calendar.names[place].casefold()] |= _reported("", start, end) & here
    return found


def tallied(rows: QuerySet[Any], spans: Spans, *fields: str, each: str = "pk") -> Iterator[tuple[Any, ...]]:
    """`(span, *fields, how many)`, where there are any. One query. `each`: what counts once, however many rows it has.

    Spans are columns, not groups. The database takes it that there are as many different years as moments, and would
    sort all rows for them; by the fields alone it knows that the groups are few, and counts rows where it finds them.
    Rows are counted without a look at their keys, so that an index may do for them.
    """
    counted, once = (Value(1), False) if each == "pk" else (each, True)
    columns = {f"in_{place}": Count(counted, filter=span, distinct=once) for place, span in enumerate(spans.values())}
    groups = rows.order_by().values_list(*fields).annotate(**columns) if fields else [_together(rows, columns)]
    for row in groups:
        values, numbers = row[: len(fields)], row[len(fields) :]
        yield from ((span, *values, number) for span, number in zip(spans, numbers, strict=True) if number)


@contextmanager
def in_order_of_keys() -> Iterator[None]:
    """Lets PostgreSQL read two tables beside each other by one key, where it would rather hash one of them.

    It takes that for dearer than it is where an index has all that is asked. Two queries, that read nothing.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_hashjoin = off")
        yield
        cursor.execute("SET LOCAL enable_hashjoin = on")


def _together(rows: QuerySet[Any], columns: Mapping[str, Count]) -> tuple[int, ...]:
    found = rows.aggregate(**columns)
    return tuple(found[name] for name in columns)
