"""Each figure of a report as what it says: so many of these codes, at these schools, in these terms of a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from policies.models import Meaning
from reports.statistics import UNKNOWN, Counts
from reports.tables import WITHHELD, Figure, Row, Table

INCIDENTS = "incidents"
# Tables whose rows are all incidents, each once: their totals are the same number.
PARTS_OF_INCIDENTS = frozenset({"areas", "kinds", "places", "reviewed", "closed", "rows", "devices"})
BY_TERM = frozenset({INCIDENTS, "areas"})  # what the counts of a year are divided by term for
MEANINGS = (*(str(meaning) for meaning in Meaning), UNKNOWN)


class Period(NamedTuple):
    """A year, or some of its terms. `calendar`: how it is divided into them; the same for the same days."""

    year: int
    calendar: str = ""
    terms: frozenset[str] | None = None

    @property
    def whole(self) -> "Period":
        """A year is the same year however it is divided."""
        return Period(self.year) if self.terms is None else self


@dataclass(frozen=True, slots=True)
class Statement:
    """`family`: what is counted. `codes`: which of it; None: all. `key`: (table, row, column).

    `limit`: the report withholds counts from 1 to one below it. `report`: tells the reports apart.
    """

    family: str
    period: Period
    schools: frozenset[int]
    codes: frozenset[str] | None
    figure: Figure
    key: tuple[str, str, str]
    limit: int
    report: int

    def holds(self, count: int) -> bool:
        """Whether it is still true of this count. What is not true any more tells nothing about it."""
        return self.least <= count and (self.most is None or count <= self.most)

    @property
    def least(self) -> int:
        """The smallest number that this can be, to whoever reads it."""
        if isinstance(self.figure, int):
            return self.figure
        return 1 if self.figure == WITHHELD else 0

    @property
    def most(self) -> int | None:
        """The greatest; None if nothing says. A total is withheld only where it is small itself."""
        if isinstance(self.figure, int):
            return self.figure
        return None if self.figure == WITHHELD and self.key[1] else self.limit - 1


class Source(NamedTuple):
    """The report that says it: of which schools and period, with which limit; `report`: to tell reports apart.

    `with_before`: it counted the year before. What it took from a released report says nothing new.
    """

    period: Period
    schools: frozenset[int]
    limit: int
    with_before: bool
    report: int = 0


def statements(table: Table, source: Source, terms: Table | None) -> Iterator[Statement]:
    """What a published table says. `terms`: the table by term, whose rows are the columns of others."""
    period, everywhere = source.period, source.schools
    for row in (*table.rows, *_total(table, terms)):
        for (column, _), figure in zip(table.columns, row.cells, strict=False):
            if figure is None or (column == "before" and not source.with_before):
                continue
            family, within, places = table.key, _period(period, column, terms), everywhere
            codes = frozenset(row.covers) if row.key else None
            if table.key in ("terms", "schools") or (table.key in PARTS_OF_INCIDENTS and not row.key):
                family, codes = INCIDENTS, None
            if table.key == "terms" and row.key:
                within = Period(within.year, period.calendar, frozenset(row.covers))
            elif table.key == "schools" and row.key:
                places = frozenset(int(code) for code in row.covers)
            elif table.key in ("decisions", "actions"):
                family, codes = "decisions", _decided(table.key, column, row) if row.key else None
            key = table.key, row.key, column
            yield Statement(family, within, places, codes, figure, key, source.limit, source.report)


def _total(table: Table, terms: Table | None) -> Iterator[Row]:
    """The row of totals. What other tables say already is left out, and of a year with hardly an incident all else."""
    if not table.total or table.key == "actions":
        return
    closed = {} if terms is None else dict(zip((key for key, _ in terms.columns), terms.total, strict=False))
    own = table.key in PARTS_OF_INCIDENTS or table.key in ("terms", "schools", "agreements")
    cells = []
    for (column, _), figure in zip(table.columns, table.total, strict=True):
        whole = {"year": "this"}.get(column, column)
        is_silent = figure == WITHHELD and closed.get(whole) == WITHHELD and not own
        says = whole in ("this", "before") and not is_silent
        cells.append(figure if says else None)
    yield Row("", "", (), tuple(cells))


def _period(period: Period, column: str, terms: Table | None) -> Period:
    if column == "before":
        return period.whole._replace(year=period.year - 1)
    row = next((row for row in (terms.rows if terms else ()) if row.key == column), None)
    return period._replace(terms=frozenset(row.covers)) if row else period.whole


def _decided(table: str, column: str, row: Row) -> frozenset[str]:
    """Decisions by how they stand to the sanctions table and, where it recommended, by meaning."""
    if table == "decisions":
        return frozenset(part for code in row.covers for part in _parts(code))
    taken = ("taken", "not_taken") if column == "recommended" else (column,)
    return frozenset(f"{each}:{meaning}" for each in taken for meaning in row.covers)


def _parts(code: str) -> tuple[str, ...]:
    return tuple(f"{code}:{meaning}" for meaning in MEANINGS) if code in ("taken", "not_taken") else (code,)


def counted(counts: Counts, family: str, terms: frozenset[str] | None, codes: frozenset[str] | None) -> int:
    """What a statement says of these counts, in truth. `terms`: of tables by term only."""
    numbers = _numbers(counts, family)
    if terms is not None:
        by_term = counts.area_terms if family == "areas" else {(INCIDENTS, name): n for name, n in counts.terms.items()}
        return sum(n for (code, name), n in by_term.items() if name in terms and (codes is None or code in codes))
    return sum(number for code, number in numbers.items() if codes is None or code in codes)


def _numbers(counts: Counts, family: str) -> dict[str, int]:
    if family == INCIDENTS:
        return {INCIDENTS: counts.total}
    if family == "decisions":
        from .deciding import by_decision  # which makes the tables that this reads

        return dict(by_decision(counts))
    found = getattr(counts, family)
    return {family: found} if isinstance(found, int) else dict(found)
