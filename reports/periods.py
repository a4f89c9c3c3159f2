"""The terms of an academic year as a report counts them: of one school, or of several that share a calendar."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from core import clock
from people.calendar import AcademicYear, midnight
from people.models import School, Term

Starts = tuple[date, ...]
NOT_KEPT = "not kept"  # of the year before, where the log was begun later


@dataclass(frozen=True, slots=True)
class Calendar:
    """The terms of a year, by name, and the schools that keep the same dates."""

    year: AcademicYear
    names: tuple[str, ...]
    starts: dict[Starts, frozenset[int]]  # first days, in the order of the names → schools that keep them
    until: datetime | None = None  # counts what was reported before this moment; all of the year, if there is none
    terms: frozenset[str] | None = None  # counts these terms only, by their names in small letters; None: all

    def bounds(self) -> tuple[datetime, datetime]:
        """First moment that counts, and the first that does not any more."""
        start, end = self.year.bounds()
        return start, min(end, self.until) if self.until else end

    def moments(self, starts: Starts) -> list[tuple[int, datetime, datetime]]:
        """`(place of the term, from, until)`. The first term begins and the last ends with the year.

        Only first days count: terms that a school entered with a gap between them still hold every date once.
        """
        first, end = self.bounds()
        edges = [first, *(midnight(day) for day in starts[1:]), end]
        return [(place, edges[place], edges[place + 1]) for place in range(len(starts)) if self._counts(place)]

    def _counts(self, place: int) -> bool:
        return self.terms is None or self.names[place].casefold() in self.terms

    def spans(self) -> Iterator[tuple[frozenset[int], datetime, datetime]]:
        """`(schools, from, until)`: what counts. The days of a term may differ from school to school."""
        if self.terms is None:
            yield frozenset().union(*self.starts.values()), *self.bounds()
            return
        last = self.bounds()[1]
        for starts, schools in self.starts.items():
            yield from ((schools, start, min(end, last)) for _, start, end in self.moments(starts))

    def has(self, term: str) -> bool:
        """Whether it has a term of this name, in small letters."""
        return term in {name.casefold() for name in self.names}

    def only(self, term: str) -> "Calendar":
        """One of its terms, by its name in small letters."""
        if not self.has(term):
            raise ValueError(f"No term of {self.year} is called {term!r}.")
        return replace(self, terms=frozenset({term}))


def calendars(
    schools: Sequence[School],
    years: Sequence[AcademicYear],
    until: datetime | None = None,
    terms: Iterable[Term] | None = None,
) -> list[Calendar]:
    """A calendar for each of the years, all with the same names. One query. `until`: counts nothing later.

    `terms`: those of the schools and more, where they are known already: then nothing is asked.

    Years or schools whose terms have different names are counted by the usual three terms instead: what is
    compared must be the same thing.
    """
    own = _own_terms(schools, years, terms)
    kept = {tuple(term.name for term in terms) for terms in own.values()}
    names = kept.pop()
    if kept or len({name.casefold() for name in names}) < len(names):
        return [_usual(schools, year, until) for year in years]
    found = []
    for year in years:
        starts: dict[Starts, frozenset[int]] = defaultdict(frozenset)
        for school in schools:
            starts[tuple(term.starts_on for term in own[school.pk, year])] |= {school.pk}
        found.append(Calendar(year, names, dict(starts), until))
    return found


def end_of_last_month() -> datetime:
    """While a year runs, only its full months count: two drafts made before and after one report would show it."""
    return midnight(clock.today().replace(day=1))


def fingerprint_of(found: Sequence[Calendar]) -> str:
    """Another where any term of any school has another name or first day: half of a SHA-256, in hexadecimal."""
    said = [
        (each.year.start, each.names, sorted((list(map(str, days)), sorted(ids)) for days, ids in each.starts.items()))
        for each in found
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def _own_terms(
    schools: Sequence[School], years: Sequence[AcademicYear], terms: Iterable[Term] | None
) -> dict[tuple[int, AcademicYear], list[Term]]:
    """The terms that the schools have set, or the usual three, by school and year."""
    own: dict[tuple[int, AcademicYear], list[Term]] = defaultdict(list)
    days = (min(years).first_day, max(years).last_day)
    if terms is None:
        terms = Term.objects.filter(school__in=schools, starts_on__range=days).order_by("starts_on")
    ids = {school.pk for school in schools}
    for term in terms:
        if term.school_id in ids and days[0] <= term.starts_on <= days[1]:
            own[term.school_id, AcademicYear.of(term.starts_on)].append(term)
    for year in years:
        usual = [Term(name=name, starts_on=start, ends_on=end) for name, start, end in year.default_terms()]
        for school in schools:
            own.setdefault((school.pk, year), usual)
    return own


def _usual(schools: Sequence[School], year: AcademicYear, until: datetime | None) -> Calendar:
    terms = list(year.default_terms())
    starts = {tuple(start for _, start, _ in terms): frozenset(school.pk for school in schools)}
    return Calendar(year, tuple(name for name, _, _ in terms), starts, until)
