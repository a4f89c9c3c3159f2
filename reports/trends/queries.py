"""The counts behind the pictures: by the database, in as many queries for one incident as for a million."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, CharField, Count, DateField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, ExtractHour, ExtractIsoWeekDay, TruncWeek

from incidents import patterns
from incidents.models import Incident
from incidents.models.involvement import TAKING_PART
from incidents.querysets import IncidentQuerySet
from incidents.states import Status
from people.models import Person, User

from .selection import Selection
from .spans import Span

Key = Any
Counts = Counter[Key]
NOW, BEFORE = "now", "before"
YEARS, ROWS = "years", "rows"


class Tally:
    """How many there are of each thing now, and before."""

    def __init__(self, rows: Iterable[tuple[Any, ...]] = ()) -> None:
        """`rows`: (key, now or before, how many)."""
        self.now: Counts = Counter()
        self.before: Counts = Counter()
        for key, then, number in rows:
            self.add(key, then, number)

    def add(self, key: Key, then: str, number: int) -> None:
        (self.now if then == NOW else self.before)[key] += number


def incidents_of(user: User, asked: Selection) -> IncidentQuerySet:
    """What the user may read and was reported then: each with `then`, NOW or BEFORE. Withdrawn ones do not count."""
    found = Incident.objects.readable_by(user).exclude(status=Status.WITHDRAWN)
    if asked.school:
        found = found.filter(school=asked.school)
    now = _reported_in(asked.spans.now)
    found = found.filter(now | _reported_in(asked.spans.before) if asked.compares else now)
    whens = Case(When(now, then=Value(NOW)), default=Value(BEFORE), output_field=CharField())
    return found.annotate(then=whens).order_by()


def _reported_in(span: Span) -> Q:
    start, end = span.bounds()
    return Q(reported_at__gte=start, reported_at__lt=end)


def _counted(incidents: QuerySet[Any], *fields: str) -> Iterable[tuple[Any, ...]]:
    return incidents.order_by().values_list(*fields, "then").annotate(number=Count("pk"))


def by_week(incidents: IncidentQuerySet) -> Tally:
    """By the Monday of the week, local time."""
    weeks = incidents.annotate(week=TruncWeek("reported_at", output_field=DateField()))
    return Tally(_counted(weeks, "week"))


def by_school(incidents: IncidentQuerySet) -> Tally:
    return Tally(_counted(incidents, "school"))


def by_codes(incidents: IncidentQuerySet, fields: Sequence[str]) -> dict[str, Tally]:
    """By each of these columns; under YEARS by the year groups of the pupils; under ROWS by the rows of the policy.

    One query, put together of parts.

    An incident with pupils of two years counts in both, with two pupils of one year once.
    """
    of_pupils = {"kind": Person.Kind.PUPIL, "year_group__gt": "", "part__in": TAKING_PART}
    pupils = incidents.filter(**{f"involvements__{field}": value for field, value in of_pupils.items()})
    none = incidents.filter(patterns.of_year_group(patterns.NO_YEAR))
    parts = [
        *(_part(incidents, field, Cast(F(field), CharField())) for field in fields),
        _part(incidents, ROWS, Coalesce(F("user_action__key"), Value(patterns.NO_ROW))),
        _part(pupils, YEARS, F("involvements__year_group")),
        _part(none, YEARS, Value(patterns.NO_YEAR, CharField())),
    ]
    found: dict[str, Tally] = defaultdict(Tally)
    for column, code, then, number in parts[0].union(*parts[1:], all=True):
        found[column].add(code, then, number)
    return found


def rows_of(incidents: IncidentQuerySet) -> dict[str, str]:
    """The rows of the policy that apply to these incidents, by key, as the newest of their versions calls them."""
    named = incidents.exclude(user_action=None).order_by("user_action_id")
    return dict(named.values_list("user_action__key", "user_action__label").distinct())


def _part(incidents: IncidentQuerySet, column: str, code: Any) -> QuerySet[Any, Any]:
    marked = incidents.annotate(column=Value(column, CharField()), code=code).order_by()
    return marked.values_list("column", "code", "then").annotate(number=Count("pk", distinct=column == YEARS))


def by_moment(incidents: IncidentQuerySet) -> Tally:
    """By (weekday, hour), 1 to 7 and 0 to 23, local time; (None, None) where the time is not known exactly."""
    known = patterns.at_a_known_time()
    marked = incidents.annotate(
        weekday=Case(When(known, then=ExtractIsoWeekDay("occurred_at")), default=None),
        hour=Case(When(known, then=ExtractHour("occurred_at")), default=None),
    )
    return Tally(((day, hour), then, number) for day, hour, then, number in _counted(marked, "weekday", "hour"))


def by_days(incidents: IncidentQuerySet) -> dict[str, Tally]:
    """For each step: by (school days, in the time that the school set), (None, False) where it is still to come.

    As many rows as there are different numbers of days: that is enough for every median.
    """
    first, *rest = (_by_days(incidents, step) for step in patterns.STEPS)
    found: dict[str, Tally] = defaultdict(Tally)
    for step, days, in_time, then, number in first.union(*rest, all=True):
        found[step].add((days, bool(in_time)), then, number)
    return found


def _by_days(incidents: IncidentQuerySet, step: patterns.Step) -> QuerySet[Any, Any]:
    ended = step.ended()
    return (
        incidents.annotate(
            step=Value(step.key, CharField()),
            days=Case(When(ended, then=step.days), default=None, output_field=IntegerField()),
            in_time=Case(When(ended & step.in_time, then=Value(1)), default=Value(0), output_field=IntegerField()),
        )
        .order_by()
        .values_list("step", "days", "in_time", "then")
        .annotate(number=Count("pk"))
    )


def by_finding(incidents: IncidentQuerySet) -> tuple[Tally, Tally]:
    """By what became of the recommendations of the sanctions tables (None where there were none); and by whether
    somebody was found to go on in spite of a warning. One query."""
    marked = incidents.annotate(followed=patterns.table_followed(), goes_on=patterns.is_continued())
    tables, continued = Tally(), Tally()
    for followed, goes_on, then, number in _counted(marked, "followed", "goes_on"):
        tables.add(followed, then, number)
        continued.add(bool(goes_on), then, number)
    return tables, continued
