"""Reports beside each other: what is out already, so that two of them never give away what each withholds.

A report takes last year's figures as they were released. Figures of one school and year are published once: in one
report, or as the year before in the next year's report.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from people.calendar import AcademicYear
from people.models import Federation, School
from reports.figures import SINGLE, counts_of
from reports.models import GovernorReport
from reports.periods import Calendar, Starts, calendars
from reports.statistics import Counts
from reports.tables import Row, Table

from .beside import Beside
from .publishing import BEFORE, THIS
from .statements import Period, Source, Statement, statements


class LastYear(NamedTuple):
    """What a report compares with: the figures of a released report, a fresh count, or nothing."""

    report_id: int | None
    figures: dict[str, Any] | None
    may_count: bool

    @property
    def source(self) -> str:
        """What is kept with the figures: where those of last year come from."""
        return f"report {self.report_id}" if self.report_id else "counted" if self.may_count else "none"


def last_year(
    place: tuple[School | None, Federation | None], schools: Collection[int], year: AcademicYear, term: str = ""
) -> LastYear:
    """Last year's released report of the same schools and term; else a count, if no figures of theirs are out."""
    earlier = GovernorReport.objects.current().filter(year=year.previous.start)
    for same in earlier.of(*place):
        if same.school_ids == frozenset(schools) and term_of(same) == term:
            return LastYear(same.pk, same.data, may_count=False)
    may_count = not earlier.filter(schools__in=schools).exists()
    if term and may_count:
        may_count = calendars(list(School.objects.filter(pk__in=schools)), [year, year.previous])[0].has(term)
    return LastYear(None, None, may_count=may_count)


def term_of(report: GovernorReport) -> str:
    """The term that a report is of, by its name in small letters; empty where it is of the year."""
    return str(report.data.get("term", ""))


def beside(
    schools: Sequence[School],
    year: AcademicYear,
    compared: LastYear,
    until: datetime | None = None,
    term: str = "",
) -> Beside | None:
    """What is released about the same counts, for a new report to be fitted to; None where nothing is.

    `until`: the report counts nothing later. `term`: it is of this term only.
    """
    ids = frozenset(school.pk for school in schools)
    others = related(ids, year.start, compared.source)
    if not others:
        return None
    counting = Counting(until)
    period = counting.period(schools, year, compared.source, term)
    said: list[Statement] = []
    for other in others:
        kept, tables = other.data, published_tables(other.data)
        own = counting.period(list(other.schools.all()), other.academic_year, kept["compared"], term_of(other))
        source = Source(own, other.school_ids, kept["limit"], kept["compared"] == "counted", other.pk)
        for table in tables.values():
            said += statements(table, source, tables.get("terms"))
    limit = max(school.suppress_below for school in schools)
    return Beside(ids, period, limit, said, counting.names, counting.count)


def related(schools: frozenset[int], year: int, source: str) -> list[GovernorReport]:
    """Released reports that count what a report of these schools and this year counts; `source`: its last year's.

    Replaced ones too: who kept one still has it. Also those that share a school with one of these: a federation less
    one school leaves the other.
    """
    years = _counted_years(year, source)
    released = GovernorReport.objects.released().filter(year__range=(year - 1, year + 1)).order_by("pk")
    waiting = [
        each
        for each in released.prefetch_related("schools")
        if years & _counted_years(each.year, each.data["compared"])
    ]
    found: list[GovernorReport] = []
    known = schools
    while near := [each for each in waiting if each.school_ids & known]:
        found += near
        waiting = [each for each in waiting if each not in near]
        known = known.union(*(each.school_ids for each in near))
    return sorted(found, key=lambda each: each.pk)


def _counted_years(year: int, source: str) -> set[int]:
    """Last year's figures that were released before say nothing new."""
    return {year, year - 1} if source == "counted" else {year}


def published_tables(kept: dict[str, Any]) -> dict[str, Table]:
    """All figures of a report as tables, those that stand alone too."""
    tables = {key: Table.from_json(table) for key, table in kept["tables"].items()}
    single = {key: tuple(kept[key]) for key in SINGLE if key in kept}
    return tables | {key: Table(key, (THIS, BEFORE), (Row(key, "", (key,), cells),)) for key, cells in single.items()}


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
            starts[self.days[period.calendar][school, period.year]] |= {school}
        return Calendar(year, self.names[period.calendar], dict(starts), self.until, period.terms)


def obstacle_to(report: GovernorReport) -> str:
    """Why this draft cannot be released beside what is released already; empty where it can."""
    same_year = GovernorReport.objects.current().filter(year=report.year).exclude(pk=report.pk)
    if any(other.pk != report.replaces_id for other in same_year.of_scope(report.scope)):
        return f"The report of this {report.span} is already released. Prepare it anew, and say why it replaces that."
    others = related(report.school_ids, report.year, report.data["compared"])
    if [other.pk for other in others] != report.data["beside"]:
        return (
            "Since this was prepared, another report that has schools in common with it was released. "
            "Prepare this one anew, so that the two fit together, then release it."
        )
    current = last_year((report.school, report.federation), report.school_ids, report.academic_year, term_of(report))
    if current.source != report.data["compared"]:
        return "Since this was prepared, last year's report has changed. Prepare this one anew, then release it."
    return ""
