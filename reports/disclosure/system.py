"""All that is published about some schools and years as sums of the same counts, and which counts must stay unknown.

The counts are by school, term and code, as finely as any statement tells them apart and no finer: schools that all
reports show together are one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, TypeVar

from . import layouts
from .changes import Earlier, rest_of, values_of_change
from .solving import Atom, Sum, Target, further_withheld
from .statements import INCIDENTS, PARTS_OF_INCIDENTS, Period, Statement

if TYPE_CHECKING:
    from .differencing import Beside, Codes, Schools

__all__ = ["System", "further_withheld"]
T = TypeVar("T")
ANYTHING = frozenset({"*"})  # all codes, where no figure tells them apart
Time = tuple[frozenset[str], ...]  # terms of each calendar that go together


class System:
    """`known` is published already and counts as far as it still holds; of `new` more may be withheld.

    `insider`: schools whose exact numbers the reader knows, who must learn nothing small of the others.
    """

    def __init__(
        self, beside: "Beside", known: Sequence[Statement], new: Sequence[Statement], insider: "Schools" = frozenset()
    ) -> None:
        self.beside, self.limit, self.new, self.insider = beside, beside.limit, new, insider
        linked = {INCIDENTS if each.family in PARTS_OF_INCIDENTS else each.family for each in new}
        families = linked | PARTS_OF_INCIDENTS if INCIDENTS in linked else linked
        years = {each.period.year for each in new}
        out = [each for each in known if each.family in families and each.period.year in years]
        self.known = [each for each in out if each.holds(self._truth(each))]
        self.earlier = [each for each in out if each.report]
        # A figure that does not hold any more says nothing, and what it was of is there nevertheless.
        everything = [*out, *new]
        self.grids = {}
        for family, year in dict.fromkeys((each.family, each.period.year) for each in everything):
            parts = [each for each in everything if _is_part(each, family, year)]
            self.grids[family, year] = Grid(parts, family, beside.calendars, insider)

    @cached_property
    def changes(self) -> list[Target]:
        """Counts that changed by few since they were shown, as they stood or in parts."""
        families = {INCIDENTS, *(each.family for each in self.new)}
        return [
            target
            for (family, year), grid in self.grids.items()
            if family in families
            for target in self._changes([each for each in self.earlier if each.period.year == year], family, grid)
        ]

    def _changes(self, out: Sequence[Statement], family: str, grid: "Grid") -> Iterator[Target]:
        own = [each for each in out if each.family == family and isinstance(each.figure, int)]
        if all(each.holds(self._truth(each)) for each in own):
            return
        earlier = Earlier(out, family, grid)
        new = [each for each in self.new if each.family == family and each.period.year == grid.year]
        wanted = _ordered(earlier.codes | {each.codes for each in new} | {rest_of(new)} - {frozenset()})
        for (block, period), codes in product(grid.scopes(), wanted):
            if block & self.insider:
                continue
            for number in sorted(earlier.sums(grid.cells(block, period), codes)):
                now = self.beside.truth(family, block, period, codes)
                if values := values_of_change(number, now, self.limit):
                    yield Target(grid.atoms(block, period, codes), values, now)

    def _truth(self, each: Statement) -> int:
        return self.beside.truth(each.family, each.schools, each.period, each.codes)

    def _atoms(self, each: Statement) -> frozenset[Atom]:
        return self.grids[each.family, each.period.year].atoms(each.schools, each.period, each.codes)

    def sums(self) -> list[Sum]:
        found = [Sum(self._atoms(each), each.least, each.most) for each in self.known]
        for each in self.new:
            may_open = isinstance(each.figure, int) and each.figure and each.key[1]
            key = each.key if may_open else None
            found.append(Sum(self._atoms(each), each.least, each.most, key))
        return [*found, *self._links(), *self._own_numbers()]

    def _own_numbers(self) -> Iterator[Sum]:
        """What the reader knows of the own schools: each count that any statement tells apart."""
        for (family, year), grid in self.grids.items():
            own = [block for block in grid.blocks if block <= self.insider]
            for block, period, codes in product(own, [Period(year), *grid.parts(year)], grid.codes):
                number = self.beside.truth(family, block, period, None if codes == ANYTHING else codes)
                yield Sum(grid.atoms(block, period, codes), number, number)

    def _links(self) -> Iterator[Sum]:
        """However incidents are divided, they are as many."""
        for (family, year), grid in self.grids.items():
            whole = self.grids.get((INCIDENTS, year))
            if family not in PARTS_OF_INCIDENTS or whole is None:
                continue
            for block, time in product(grid.blocks, grid.times):
                parts = frozenset(grid.atom(block, time, codes) for codes in grid.codes)
                yield Sum(parts, 0, 0, less=whole.within(block, dict(zip(grid.calendars, time, strict=True))))

    def targets(self) -> Iterator[Target]:
        """Small counts that are withheld, small ones that are the difference of what reports show, small changes."""
        yield from self.changes
        for each in (*self.known, *self.new):
            if isinstance(each.figure, int) or each.schools & self.insider:
                continue
            small = range(each.least, each.limit)
            if (number := self._truth(each)) in small:
                yield Target(self._atoms(each), small, number)
        said = {(each.family, each.schools, each.period, each.codes) for each in (*self.known, *self.new)}
        for (family, _), grid in self.grids.items():
            for (block, period), codes in product(grid.scopes(), _ordered(grid.rows)):
                if block & self.insider or (family, block, period, codes) in said:
                    continue
                number = self.beside.truth(family, block, period, codes)
                from_zero = layouts.tells(family, codes) and self.beside.truth(family, block, period, None) > 0
                small = range(0 if from_zero else 1, self.limit)
                if number in small:
                    yield Target(grid.atoms(block, period, codes), small, number)


def _is_part(each: Statement, family: str, year: int) -> bool:
    """Whether it says how finely this family is divided. Incidents are divided as finely as any of their parts."""
    within = each.family == family or (family == INCIDENTS and each.family in PARTS_OF_INCIDENTS)
    return within and each.period.year == year


class Grid:
    """One family in one year: schools, terms and codes, each as far as any figure tells them apart."""

    def __init__(
        self,
        said: Sequence[Statement],
        family: str,
        calendars: Mapping[str, tuple[str, ...]],
        insider: "Schools" = frozenset(),
    ) -> None:
        self.family, self.year = family, said[0].period.year
        self.schools = {each.schools for each in said}
        self.insider = insider & frozenset[int]().union(*self.schools)  # of the others no figure of the year tells
        if self.insider:
            self.schools.add(self.insider)
        self.blocks = _classes(self.schools)
        self.calendars = sorted({each.period.calendar for each in said if each.period.terms is not None})
        self.terms = [{frozenset(calendars[name]), *_told_apart(said, name)} for name in self.calendars]
        self.times: list[Time] = list(product(*map(_classes, self.terms)))
        own = {each.codes for each in said if each.family == family and each.codes is not None}
        self.codes: list[frozenset[str]] = _classes(own) or [ANYTHING]
        self.rows: set[Codes] = {None, *_apart(own)}

    def atom(self, block: "Schools", time: Time, codes: frozenset[str]) -> Atom:
        when = tuple(tuple(sorted(terms)) for terms in time)
        return (self.family, self.year, tuple(sorted(block)), when, tuple(sorted(codes)))

    def atoms(self, schools: "Schools", period: Period, codes: "Codes") -> frozenset[Atom]:
        terms = {period.calendar: period.terms} if period.terms is not None else {}
        return frozenset(
            self.atom(block, time, own)
            for block, time, own in product(self.blocks, self.times, self.codes)
            if block <= schools and self._in(time, terms) and (codes is None or own <= codes)
        )

    def within(self, block: "Schools", terms: Mapping[str, frozenset[str]]) -> frozenset[Atom]:
        return frozenset(
            self.atom(own, each, codes)
            for own, each, codes in product(self.blocks, self.times, self.codes)
            if own <= block and self._in(each, terms)
        )

    def _in(self, time: Time, terms: Mapping[str, frozenset[str]]) -> bool:
        return all(part <= terms.get(name, part) for name, part in zip(self.calendars, time, strict=True))

    def scopes(self) -> Iterator[tuple["Schools", Period]]:
        """What reports may give away by subtraction: each part that they tell apart, and what the reader leaves."""
        periods = [Period(self.year), *self.parts(self.year)]
        parts = _apart(self.schools) | {each - self.insider for each in self.schools} - {frozenset()}
        yield from product(_ordered(parts), periods)

    def cells(self, schools: "Schools", period: Period) -> frozenset[Atom]:
        """Schools and terms, whatever the codes."""
        return frozenset((own, when) for _, _, own, when, _ in self.atoms(schools, period, None))

    def parts(self, year: int) -> Iterator[Period]:
        """The terms of the year that figures tell apart, and what is left of it without them."""
        for calendar, told in zip(self.calendars, self.terms, strict=True):
            parts = _apart(told) - {frozenset().union(*told)}
            yield from (Period(year, calendar, part) for part in sorted(parts, key=sorted))


def _told_apart(said: Sequence[Statement], calendar: str) -> Iterator[frozenset[str]]:
    """The terms that figures are given of, one by one or some together."""
    for each in said:
        if each.period.terms is not None and each.period.calendar == calendar:
            yield each.period.terms


def _apart(sets: Collection[frozenset[T]]) -> set[frozenset[T]]:
    """These sets, the parts that they tell apart, and what is left of each where another is taken off."""
    return {*sets, *_classes(sets), *(whole - part for whole, part in product(sets, sets) if part < whole)}


def _ordered(sets: Iterable[frozenset[T] | None]) -> list[frozenset[T] | None]:
    return sorted(sets, key=lambda each: sorted(map(str, each or ())))


def _classes(sets: Iterable[frozenset[T]]) -> list[frozenset[T]]:
    """The parts into which these sets divide what is in any of them."""
    found: dict[frozenset[int], set[T]] = {}
    given = sorted(sets, key=lambda each: sorted(map(str, each)))
    for item in sorted({item for each in given for item in each}, key=str):
        member = frozenset(place for place, each in enumerate(given) if item in each)
        found.setdefault(member, set()).add(item)
    return [frozenset(each) for each in found.values()]
