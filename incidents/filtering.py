"""What each filter of the log asks of an incident, as a condition for the database."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.db.models.lookups import Exact

from core import clock
from people.calendar import AcademicYear, midnight
from people.models import School, User

from . import patterns
from .listing import this_term
from .states import Status
from .waiting import late

ME, NOBODY = "me", "nobody"
TERM = "term"
LAST_DAYS = {"7": "The last 7 days", "30": "The last 30 days"}
NOT_SAID = "unknown"  # an area of risk that nobody has chosen yet
# Filters that compare nothing but columns of the incidents.
PLAIN = {
    "status", "handler", "period", "since", "until", "school", "kind", "risk", "branch", "place", "device", "late",
    "adult", "unfinished", "counted",
}  # fmt: skip
COLUMNS = {
    "school": "school",
    "kind": "kind",
    "branch": "branch",
    "place": "place",
    "device": "device",
    "adult": "restricted",
    "unfinished": "to_complete",
}


def conditions_of(on: Mapping[str, Any], user: User, schools: list[School]) -> Iterator[Any]:
    """Those of all filters that are on, by name, but the status and what is searched for.

    `schools`: those whose incidents the user reads.
    """
    yield Q(**{field: on[name] for name, field in COLUMNS.items() if name in on})
    if risk := on.get("risk"):
        yield Q(four_c="" if risk == NOT_SAID else risk)
    if "late" in on:
        yield late(schools)
    if handler := on.get("handler"):
        who = {ME: user.pk, NOBODY: None}
        yield Q(handler=who.get(handler, handler))
    if year := on.get("year"):
        yield patterns.of_year_group(year)
    if period := on.get("period"):
        yield _reported_in(period, schools)
    if since := on.get("since"):
        yield Q(reported_at__gte=midnight(since))
    if until := on.get("until"):
        yield Q(reported_at__lt=midnight(until + clock.ONE_DAY))
    yield from _of_patterns(on)


def _of_patterns(on: Mapping[str, Any]) -> Iterator[Any]:
    """Those of the filters that the picture over time leads to."""
    if "counted" in on:
        yield ~Q(status=Status.WITHDRAWN)
    if row := on.get("row"):
        yield patterns.of_row(row)
    moments = {"happened": patterns.happened, "weekday": patterns.on_weekday, "hour": patterns.in_hour}
    yield from (condition(on[name]) for name, condition in moments.items() if name in on)
    yield from (step.took(on[step.key]) for step in patterns.STEPS if step.key in on)
    if "continued" in on:
        yield patterns.is_continued()
    if followed := on.get("followed"):
        yield Exact(patterns.table_followed(), followed)


def _reported_in(period: str, schools: list[School]) -> Q:
    if period == TERM:
        return this_term(schools)
    if period in LAST_DAYS:
        return Q(reported_at__gte=midnight(clock.today() - timedelta(days=int(period) - 1)))
    start, end = AcademicYear(int(period)).bounds()
    return Q(reported_at__gte=start, reported_at__lt=end)
