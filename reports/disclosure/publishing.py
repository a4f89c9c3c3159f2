"""From counts to tables that may be shown: layouts are tried from fine to coarse, and small counts withheld."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from reports.statistics import Counts
from reports.tables import WITHHELD, Figure, Row, Table

from . import layouts, suppression
from .differencing import Beside
from .layouts import Group, Layout
from .statements import PARTS_OF_INCIDENTS
from .suppression import CannotProtect, Flow

THIS, BEFORE = ("this", "This year"), ("before", "Year before")


@dataclass(frozen=True, slots=True)
class Years:
    """What is compared: this year's counts with last year's, or with what was released about last year.

    With neither, nothing is said about last year. `limit`: counts from 1 to one below it are withheld. `beside`:
    what is released about the same counts.
    """

    this: Counts
    limit: int
    before: Counts | None = None
    released: dict[str, Table] | None = None
    beside: Beside | None = None

    @property
    def counts_before(self) -> bool:
        """Whether this report is the first to say anything about the year before."""
        return self.released is None and self.before is not None

    def is_closed(self, counts: Counts) -> bool:
        """So few incidents that nothing is said about them but that there were some."""
        return 0 < counts.total < self.limit

    @property
    def hides_total(self) -> bool:
        """Whether it is not told how many incidents there were."""
        terms = self.beside.tables.get("terms") if self.beside else None
        return terms is not None and terms.sum_of() is None

    def total(self, number: int, key: str = "") -> Figure:
        """`key`: of the table; one that divides all incidents adds up to a number that may not be told."""
        if key in PARTS_OF_INCIDENTS and self.hides_total:
            return None
        return WITHHELD if 0 < number < self.limit else number

    def band(self, number: int) -> Figure:
        """A number that stands alone and would tell: a band, where it is small, whether or not it is zero."""
        return number if number >= self.limit else in_words(self.limit)


MOST_WITHHELD = Fraction(1, 3)  # a layout with this much of its cells withheld, or more, is too fine
MOST_WITHHELD_BEFORE = Fraction(1, 2)  # last year is shown beside this year, or not at all
T = TypeVar("T")
Count = Callable[[Counts], Counter[str]]


def in_words(limit: int) -> str:
    return f"0 to {limit - 1}"


def amount(group: Group, counts: Counter[str]) -> int:
    return sum(counts[code] for code in group.covers)


def figure(flow: Flow, hidden: set[suppression.Key], limit: int) -> Figure:
    if flow.band and flow.count < limit:
        return in_words(limit)
    return WITHHELD if flow.key in hidden else flow.count


def flows_of(layout: Layout, counts: Counter[str], limit: int) -> list[Flow]:
    """One column with its total: each row flows from the source to the drain."""
    found = [_flow(group, amount(group, counts), limit) for group in layout]
    check_telling(layout, counts, limit)
    if found and (lost := counts.total() - sum(flow.count for flow in found)):
        raise ValueError(f"{lost} of the counts are in no row of the layout.")
    return found


def _flow(group: Group, number: int, limit: int) -> Flow:
    return Flow((group.key,), "source", "drain", number, band=group.band and number < limit)


def check_telling(layout: Layout, counts: Counter[str], limit: int) -> None:
    if counts.total() and any(group.telling and amount(group, counts) < limit for group in layout):
        raise CannotProtect


def column(layout: Layout, counts: Counter[str], limit: int) -> list[Figure]:
    """The figures of one column whose total is shown. CannotProtect where the layout is too fine."""
    if not counts.total():
        return [0] * len(layout)
    flows = flows_of(layout, counts, limit)
    hidden = suppression.withheld(flows, limit)
    return [figure(flow, hidden, limit) for flow in flows]


def share(figures: Iterable[Figure]) -> Fraction:
    """How much of a table is withheld or banded."""
    known = [each for each in figures if each is not None]
    return Fraction(sum(not isinstance(each, int) for each in known), len(known) or 1)


def withheld_share(table: Table) -> Fraction:
    """How much of this year's figures is withheld or banded, totals apart."""
    this = [place for place, (name, _) in enumerate(table.columns) if name != BEFORE[0]]
    return share(row.cells[place] for row in table.rows for place in this)


def finest(offered: Sequence[T], make: Callable[[T], Table], years: Years) -> Table:
    """The table in the first layout, fine to coarse, that can be protected with under a third of it withheld.

    The last layout is taken as it is; where not even that one can stand beside what is released, not even the total
    is shown. Without the total of all incidents there is no report, unless it would tell only of a few that changed
    since other reports showed it in parts; else CannotProtect.
    """
    for layout in offered[:-1]:
        try:
            table = make(layout)
            if withheld_share(table) < MOST_WITHHELD and withheld_share(table := _fitted(table, years)) < MOST_WITHHELD:
                return published(table, years)
        except CannotProtect:
            continue
    table = make(offered[-1])
    try:
        return published(_fitted(table, years), years)
    except CannotProtect:
        if table.key == "terms":
            return published(_without_total(table, years), years)
        return Table(table.key, table.columns, total=(None,) * len(table.columns), merged=True)


def _fitted(table: Table, years: Years) -> Table:
    """With what must be withheld beside the reports that are out; without last year, if that is in the way."""
    if years.beside is None:
        return table
    try:
        return years.beside.fitted(table, with_before=years.counts_before)
    except CannotProtect:
        if not years.counts_before:
            raise
        return years.beside.fitted(_without_before(table), with_before=False)


def _without_total(table: Table, years: Years) -> Table:
    """Without how many incidents there were, where that would tell of a few that changed; else CannotProtect."""
    if years.beside is None or not years.beside.changed_in_parts(table):
        raise CannotProtect
    return _fitted(replace(table, total=(None, *table.total[1:])), years)


def _without_before(table: Table) -> Table:
    place = table.place(BEFORE[0])
    rows = tuple(
        replace(row, cells=tuple(None if at == place else cell for at, cell in enumerate(row.cells)))
        for row in table.rows
    )
    return replace(table, rows=rows, total=tuple(None if at == place else cell for at, cell in enumerate(table.total)))


def published(table: Table, years: Years) -> Table:
    if years.beside:
        years.beside.publish(table, with_before=years.counts_before)
    return table


def one_way(key: str, offered: Iterable[Layout], count: Count, years: Years) -> Table:
    """A table of one count by rows: this year, and the year before. This year decides how fine it is."""
    offered, counts = list(offered), count(years.this)
    total, before = years.total(counts.total(), key), total_before(key, count, years)
    if years.is_closed(years.this) or total == WITHHELD:
        closed = Table(key, (THIS, BEFORE), total=(WITHHELD, before), merged=True)
        return finest([closed], lambda table: table, years)

    def make(layout: Layout) -> Table:
        now = column(layout, counts, years.limit)
        then = column_before(key, layout, count, years)
        rows = tuple(Row(group.key, group.label, group.covers, (now[at], then[at])) for at, group in enumerate(layout))
        return Table(key, (THIS, BEFORE), rows, (total, before), merged=layout != offered[0])

    return finest(offered, make, years)


def alone(key: str, count: Callable[[Counts], int], years: Years, before: Figure) -> list[Figure]:
    """A count that stands alone, this year and the year before: a band where it is small.

    `before`: what was released about last year. Nothing is shown where another report would give the count away.
    """
    this = None if years.is_closed(years.this) else years.band(count(years.this))
    if years.counts_before and years.before is not None and not years.is_closed(years.before):
        before = years.band(count(years.before))
    table = Table(key, (THIS, BEFORE), (Row(key, "", (key,), (this, before)),))
    try:
        fitted = _fitted(table, years)
    except CannotProtect:
        return [None, None if years.counts_before else before]
    figures = published(fitted, years).rows[0].cells
    return [None if figure == WITHHELD else figure for figure in figures]


def total_before(key: str, count: Count, years: Years) -> Figure:
    if years.released:
        return years.released[key].sum_of() if key in years.released else None
    if years.before is None:
        return None
    return WITHHELD if years.is_closed(years.before) else years.total(count(years.before).total())


def column_before(key: str, layout: Layout, count: Count, years: Years) -> list[Figure]:
    """Last year in this year's rows: as it was released, or counted; or nothing, if too much would be withheld."""
    if years.released:
        return [released_figure(years.released, key, group) for group in layout]
    if years.before is None or not isinstance(total_before(key, count, years), int):
        return [None] * len(layout)
    try:
        counted = column(layout, count(years.before), years.limit)
    except CannotProtect:
        return [None] * len(layout)
    return counted if share(counted) < MOST_WITHHELD_BEFORE else [None] * len(layout)


def released_figure(released: dict[str, Table], key: str, group: Group) -> Figure:
    kept = released.get(key)
    if kept is None:
        return None
    wanted = "year" if kept.place("year") is not None else "this"
    return kept.figure_for(frozenset(group.covers), wanted)


def terms(names: Sequence[str], years: Years) -> Table:
    return one_way("terms", layouts.terms(names), lambda counts: counts.terms, years)
