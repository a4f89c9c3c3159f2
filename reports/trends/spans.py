"""The days that are counted, and the days before them that they are compared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core import clock
from core.dates import date_in_words
from people.calendar import AcademicYear, midnight
from people.models import School, Term

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
DefaultTerm = tuple[str, date, date]


@dataclass(frozen=True, slots=True)
class Span:
    """From a day up to and including another. `name`: what people call it."""

    name: str
    first: date
    last: date

    def __str__(self) -> str:
        dates = f"{date_in_words(self.first)} to {date_in_words(self.last)}"
        return f"{self.name}, {dates}" if self.name else f"{dates[:1].upper()}{dates[1:]}"

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def bounds(self) -> tuple[datetime, datetime]:
        """Its first moment, and the first one after it; local time."""
        return midnight(self.first), midnight(self.last + A_DAY)

    def until_today(self) -> "Span":
        """Without the days that are still to come."""
        return Span(self.name, self.first, min(self.last, clock.today()))

    def same_length(self, days: int) -> "Span":
        """Its first days, no more of them than these: what runs is compared with as much of what is over."""
        last = min(self.last, self.first + (days - 1) * A_DAY)
        name = self.name if last == self.last else f"{self.name} to the same day"
        return Span(name, self.first, last)


@dataclass(frozen=True, slots=True)
class Compared:
    """What is counted, and what came before it."""

    now: Span
    before: Span

    @classmethod
    def of(cls, now: Span, before: Span) -> "Compared":
        """Of a period that still runs: up to today, beside as many days of the one before."""
        shown = now.until_today()
        return cls(shown, before if shown == now else before.same_length(shown.days))


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms by which the weeks are grouped: those of one school, or the usual ones where there are several."""

    own: tuple[DefaultTerm, ...] = ()

    @classmethod
    def of(cls, schools: Sequence[School]) -> "Terms":
        """At most one query."""
        if len(schools) != 1:
            return cls()
        terms = Term.objects.filter(school=schools[0]).order_by("starts_on")
        return cls(tuple(terms.values_list("name", "starts_on", "ends_on")))

    def of_year(self, year: AcademicYear) -> list[Span]:
        own = [term for term in self.own if year.first_day <= term[1] <= year.last_day]
        return [Span(_named(name, first), first, last) for name, first, last in own or list(year.default_terms())]

    def between(self, first: date, last: date) -> list[Span]:
        """Each term that a day of these is in, in order. Days that no term holds count with the term before them."""
        years = range(AcademicYear.of(first).start, AcademicYear.of(last).start + 1)
        terms = [term for year in years for term in self.of_year(AcademicYear(year))]
        ends = [*(term.first - A_DAY for term in terms[1:]), max(last, terms[-1].last)]
        starts = [min(first, terms[0].first), *(term.first for term in terms[1:])]
        whole = [Span(term.name, start, end) for term, start, end in zip(terms, starts, ends, strict=True)]
        return [term for term in whole if term.first <= last and term.last >= first]

    def at(self, day: date) -> Span:
        return self.between(day, day)[0]


def _named(name: str, first: date) -> str:
    return f"{name if 'term' in name.lower() else f'{name} term'} {first.year}"


def this_term(terms: Terms) -> Compared:
    now = terms.at(clock.today())
    return Compared.of(now, terms.at(now.first - A_DAY))


def academic_year(year: AcademicYear) -> Compared:
    now, before = (Span(f"Academic year {each}", each.first_day, each.last_day) for each in (year, year.previous))
    return Compared.of(now, before)


def own_days(first: date, last: date) -> Compared:
    now = Span("", first, last)
    return Compared(now, Span("", first - now.days * A_DAY, first - A_DAY))


@dataclass(frozen=True, slots=True)
class Week:
    """The days of one week, from Monday, that lie inside the span."""

    monday: date
    first: date
    last: date

    def __str__(self) -> str:
        return f"Week of {date_in_words(self.monday)}"


def weeks_of(span: Span) -> list[Week]:
    """Every week that has a day in it. The first and the last may be short."""
    monday = span.first - span.first.weekday() * A_DAY
    found = []
    while monday <= span.last:
        found.append(Week(monday, max(monday, span.first), min(monday + 6 * A_DAY, span.last)))
        monday += A_WEEK
    return found
