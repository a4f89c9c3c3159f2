"""What shows only over many incidents: when in the week they happen, how long each step takes, what goes on.

Each is said once, for the database. The picture over time groups by it and the log filters by it, so that a figure and
the list behind it cannot differ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest, Least, TruncDate
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils import timezone

from people.calendar import add_school_days, is_school_day, midnight
from people.models import Person
from policies.models import Cell, Column

from .codes import Branch, Precision
from .models import Involvement, Misuse
from .states import Status

# When it happened ---------------------------------------------------------------------------------------------

EXACT, NOT_EXACT = "exact", "not_exact"
HAPPENED = ((EXACT, "At a time that is known"), (NOT_EXACT, "At a time that is not known exactly"))
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS = tuple((str(number), day) for number, day in enumerate(DAYS, 1))
HOURS = tuple((str(hour), f"From {hour}:00 to {hour}:59") for hour in range(24))


def at_a_known_time() -> Q:
    """Of which the minute was told. What happened "about then" has a time that was guessed, and counts in no hour."""
    return Q(occurred_at__isnull=False, occurred_precision=Precision.EXACT)


def happened(when: str) -> Q:
    return at_a_known_time() if when == EXACT else ~at_a_known_time()


def on_weekday(day: str) -> Q:
    """1 for Monday to 7 for Sunday, local time."""
    return at_a_known_time() & Q(occurred_at__iso_week_day=int(day))


def in_hour(hour: str) -> Q:
    """0 to 23, local time."""
    return at_a_known_time() & Q(occurred_at__hour=int(hour))


# What -----------------------------------------------------------------------------------------------------------

NO_ROW = "unknown"


def of_row(key: str) -> Q:
    """To which a reviewer found this row of the policy to apply, in whichever version; or none yet, for `NO_ROW`."""
    return Q(user_action__isnull=True) if key == NO_ROW else Q(user_action__key=key)


# Who ------------------------------------------------------------------------------------------------------------

NO_YEAR = "unknown"


def of_year_group(group: str) -> Any:
    """A pupil of this year group was part of it; or, for `NO_YEAR`, none whose year group is known."""
    here = Involvement.objects.counted().filter(kind=Person.Kind.PUPIL, incident=OuterRef("pk"))
    return ~Exists(here.exclude(year_group="")) if group == NO_YEAR else Exists(here.filter(year_group=group))


def is_continued() -> Exists:
    """Somebody was found to go on in spite of a warning: a row of a sanctions table that stands for it applies."""
    return Exists(Misuse.objects.filter(involvement__incident=OuterRef("pk"), row__continued=True))


# How long each step takes -----------------------------------------------------------------------------------------


class _DayNumber(Func):
    """Days since Monday 3 January 2000."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "CAST(julianday(%(expressions)s) - julianday('2000-01-03') AS INTEGER)"
        return super().as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, template="(%(expressions)s - DATE '2000-01-03')", **context)


def school_days(first: str | Value, last: str | Value) -> Combinable:
    """School days after the local day of one moment, up to and including that of the other: `school_days_between`."""
    return Greatest(_weekdays_until(last) - _weekdays_until(first), Value(0), output_field=IntegerField())


def _weekdays_until(moment: str | Value) -> Combinable:
    """Mondays to Fridays since January 2000, up to and including the local day of the moment."""
    number = _DayNumber(TruncDate(moment))
    whole: Combinable = Value(5) * (number / Value(7))
    return whole + Least(number % Value(7) + Value(1), Value(5))


class _Within(Func):
    """At most so many school days from one moment, which lies in a period, to another.

    PostgreSQL looks up the moment from which it is more, in a list of the midnights with which school days begin. To
    turn both into local days takes it longer, and it takes it that there are as many numbers of days as moments.
    """

    output_field = BooleanField()

    def __init__(self, first: str, last: str, days: int, since: datetime, until: datetime) -> None:
        super().__init__(first, last, school_days(first, last))
        self.days, self.since, self.until = days, since, until

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        took, values = compiler.compile(self.source_expressions[2])
        return f"({took} <= {self.days})", values

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        (first, of_first), (last, of_last) = map(compiler.compile, self.source_expressions[:2])
        place = f"WIDTH_BUCKET({first}, %s::timestamptz[]) + {self.days + 1}"
        starts = _starts_of_school_days(self.since, self.until, self.days + 1)
        return f"({last} < (%s::timestamptz[])[{place}])", (*of_last, starts, *of_first, starts)


@lru_cache(maxsize=64)
def _starts_of_school_days(since: datetime, until: datetime, further: int) -> str:
    """As PostgreSQL reads a list: those of a period, and so many after it."""
    first, last = timezone.localdate(since), add_school_days(timezone.localdate(until), further)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return f"{{{','.join(midnight(day).isoformat() for day in days if is_school_day(day))}}}"


IN_TIME, LATE, OPEN = "in_time", "late", "open"


@dataclass(frozen=True, slots=True)
class Step:
    """From the report, or from `since`, to a later moment. `bands`: (key, words, from, up to), in school days.

    `allowed`: the school days that the school set itself; None where it sets none.
    """

    key: str
    label: str
    field: str
    ended: Callable[[], Q]
    allowed: Callable[[], Combinable] | None
    bands: tuple[tuple[str, str, int, int | None], ...]
    still_open: str
    since: str = "reported_at"

    @property
    def days(self) -> Combinable:
        return school_days(self.since, self.field)

    @property
    def choices(self) -> list[tuple[str, str]]:
        choices = [*((key, words) for key, words, _, _ in self.bands), (OPEN, self.still_open)]
        if self.allowed:
            choices += [(IN_TIME, "In the time that the school set"), (LATE, "Later than that")]
        return choices

    @property
    def in_time(self) -> Q:
        return Q(LessThanOrEqual(self.days, self.allowed())) if self.allowed else Q(pk__in=[])

    def within(self, days: int, since: datetime, until: datetime) -> Q:
        """Ended after at most so many school days. Of incidents only that were reported in the period."""
        return self.ended() & Q(_Within(self.since, self.field, days, since, until))

    def took(self, choice: str) -> Q:
        """The incidents that a choice means."""
        if choice == OPEN:
            return ~self.ended()
        if choice in (IN_TIME, LATE):
            return self.ended() & (self.in_time if choice == IN_TIME else ~self.in_time)
        first, last = next((first, last) for key, _, first, last in self.bands if key == choice)
        found = self.ended() & Q(GreaterThanOrEqual(self.days, first))
        return found if last is None else found & Q(LessThanOrEqual(self.days, last))


REVIEWED = Step(
    key="reviewed",
    label="Report to first review",
    field="reviewed_at",
    ended=lambda: Q(reviewed_at__isnull=False),
    allowed=lambda: Case(
        When(branch=Branch.ILLEGAL, then=Value(0)), default=F("school__review_within"), output_field=IntegerField()
    ),
    bands=(
        ("0", "The same day", 0, 0),
        ("1", "The next school day", 1, 1),
        ("2-5", "After 2 to 5 school days", 2, 5),
        ("6-", "After more than 5", 6, None),
    ),
    still_open="Not reviewed yet",
)
_UNTIL_CLOSED = (
    ("0-5", "Within 5 school days", 0, 5),
    ("6-10", "After 6 to 10 school days", 6, 10),
    ("11-20", "After 11 to 20 school days", 11, 20),
    ("21-", "After more than 20", 21, None),
)
SETTLED = Step(
    key="settled",
    label="First review to closing",
    field="closed_at",
    ended=lambda: Q(status=Status.CLOSED, reviewed_at__isnull=False),
    allowed=None,
    bands=_UNTIL_CLOSED,
    still_open="Still open",
    since="reviewed_at",
)
CLOSED = Step(
    key="closed",
    label="Report to closing",
    field="closed_at",
    ended=lambda: Q(status=Status.CLOSED),
    allowed=lambda: F("school__close_within"),
    bands=_UNTIL_CLOSED,
    still_open="Still open",
)
STEPS = (REVIEWED, SETTLED, CLOSED)

# Whether the sanctions table was followed -----------------------------------------------------------------------------

OTHERWISE, TO_DECIDE, FOLLOWED = "otherwise", "to_decide", "followed"
DECIDED = (
    (FOLLOWED, "All that it recommends was done"),
    (OTHERWISE, "Something that it recommends was not done"),
    (TO_DECIDE, "Something is still to be decided"),
)


def _recommended() -> QuerySet[Cell]:
    """What a table says yes to, for each `involvement` of an incident. "If appropriate" leaves it open."""
    cells = Cell.objects.filter(value=Cell.Value.YES, row__misuses__involvement__incident=OuterRef("pk"))
    return cells.annotate(involvement=F("row__misuses__involvement"))


def table_followed() -> Case:
    """FOLLOWED, OTHERWISE or TO_DECIDE: whichever is worse. Null where no table recommends anything."""
    here = {"sanctions__involvement": OuterRef("involvement")}
    decided = Column.objects.filter(pk=OuterRef("column"), **here)
    refused = Column.objects.filter(pk=OuterRef("column"), sanctions__done=False, **here)
    return Case(
        When(Exists(_recommended().filter(Exists(refused))), then=Value(OTHERWISE)),
        When(Exists(_recommended().filter(~Exists(decided))), then=Value(TO_DECIDE)),
        When(Exists(_recommended()), then=Value(FOLLOWED)),
        output_field=CharField(),
    )
