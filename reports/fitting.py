"""Released reports that overlap a new one, counted again from the log wherever they have to be told apart."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from people.calendar import AcademicYear
from people.models import Membership, School
from people.roles import SEES_NUMBERS

from .disclosure.differencing import Beside, insiders_of
from .disclosure.statements import Period, Source, Statement, statements
from .figures import counts_of, published_tables
from .models import LastYear, Shown, term_of
from .periods import Calendar, Starts, calendars
from .statistics import Counts


def beside(
    schools: Sequence[School],
    year: AcademicYear,
    compared: LastYear,
    others: Sequence[Shown],
    until: datetime | None = None,
    term: str = "",
) -> Beside | None:
    """What a new report is fitted to; None where there is nothing.

    That is what is out about the same counts and, where any of it is of several schools, what those know who see the
    exact numbers of one of them, or of some. `others`: what is out. `until`: the report counts nothing later.
    `term`: it is of this term only.
    """
    ids = frozenset(school.pk for school in schools)
    if not others and len(ids) == 1:
        return None
    counting = Counting(until)
    period = counting.period(schools, year, compared.source, term)
    said: list[Statement] = []
    for place, each in enumerate(others, start=1):
        other, kept = each.report, each.figures
        tables = published_tables(kept)
        own = counting.period(list(other.schools.all()), other.academic_year, kept["compared"], term_of(other))
        source = Source(own, other.school_ids, kept["limit"], kept["compared"] == "counted", place)
        for table in tables.values():
            said += statements(table, source, tables.get("terms"))
    limit = max(school.suppress_below for school in schools)
    reports = [ids, *(other.report.school_ids for other in others)]
    return Beside(
        ids,
        period,
        limit,
        said,
        counting.names,
        counting.count,
        insiders_of(reports, known_together(ids.union(*reports))),
    )


def known_together(schools: Collection[int]) -> set[frozenset[int]]:
    """Sets of schools whose numbers one account sees today: somebody may lead two schools of three."""
    held = Membership.objects.in_force().filter(role__in=SEES_NUMBERS, user__is_active=True).touching(schools)
    ids: dict[int, set[int]] = defaultdict(set)
    for user, own, shared in held.values_list("user", "school", "federation__schools"):
        ids[user].add(own or shared)
    return {frozenset(each) for each in ids.values()}


class Counting:
    """Counts the log again for whatever part of some reports has to be told apart, each part once."""

    def __init__(self, until: datetime | None) -> None:
        self.until = until
        self.schools: dict[int, School] = {}
        self.names: dict[str, tuple[str, ...]] = {}  # of the terms, by calendar
        self.days: dict[str, dict[tuple[int, int], Starts]] = {}  # first days of the terms, by school and year
        self.counted: dict[tuple[frozenset[int], Period], Counts] = {}

    def period(self, schools: Sequence[School], year: AcademicYear, source: str, term: str = "") -> Period:
        """The year as a report of these schools divides it, or a term of it.

        `source`: where its figures of last year come from. Two reports have the same calendar where their terms
        have the same names and days.
        """
        terms = frozenset({term}) if term else None
        self.schools |= {school.pk: school for school in schools}
        found = calendars(schools, [year, year.previous] if source == "counted" else [year], self.until)
        names = tuple(name.casefold() for name in found[0].names)
        own = {
            (school, calendar.year.start): starts
            for calendar in found
            for starts, ids in calendar.starts.items()
            for school in ids
        }
        for calendar, days in self.days.items():
            if self.names[calendar] == names and days | own == own | days:
                days.update(own)
                return Period(year.start, calendar, terms)
        calendar = str(len(self.names))
        self.names[calendar], self.days[calendar] = names, own
        return Period(year.start, calendar, terms)

    def count(self, schools: frozenset[int], period: Period) -> Counts:
        """True counts of a year, by the terms of its calendar too if it has one; or of some of its terms."""
        key = schools, period
        if key not in self.counted:
            calendar = self._calendar(schools, period)
            counted = counts_of([self.schools[school] for school in sorted(schools)], [calendar])
            self.counted[key] = counted[calendar.year]
        return self.counted[key]

    def _calendar(self, schools: frozenset[int], period: Period) -> Calendar:
        year = AcademicYear(period.year)
        if not period.calendar:
            return Calendar(year, ("",), {(year.first_day,): schools}, self.until)
        starts: dict[Starts, frozenset[int]] = defaultdict(frozenset)
        for school in schools:
            starts[self._days(school, period)] |= {school}
        return Calendar(year, self.names[period.calendar], dict(starts), self.until, period.terms)

    def _days(self, school: int, period: Period) -> Starts:
        """First days of the terms at the school; where no report divides its year so, those of one that has them."""
        days = self.days[period.calendar]
        others = (starts for (_, year), starts in days.items() if year == period.year)
        return days.get((school, period.year)) or next(others)
