"""A report beside those that are out: whoever holds several may subtract one from another.

What is released about the same schools and years stays published. A new table is fitted to it: the finest layout is
taken in which no small count can be worked out from all of it together, and further figures are withheld where
needed. Counts that no report shows, but that are the difference of two (the other school of a federation, the rest
of a year), are protected like those that are shown.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reports.statistics import Counts
from reports.tables import WITHHELD, Figure, Row, Table

from .statements import Period, Statement, counted, statements
from .suppression import CannotProtect

Schools = frozenset[int]
Counting = Callable[[Schools, Period], Counts]
Codes = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What is published about the same counts, and the report that is added to it, one table after another.

    `count` gives the true counts of some schools in a period. `calendars`: the names of the terms of each calendar.
    """

    schools: Schools
    period: Period
    limit: int
    released: Sequence[Statement]
    calendars: Mapping[str, tuple[str, ...]]
    count: Counting
    own: list[Statement] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)

    def fitted(self, table: Table, *, with_before: bool) -> Table:
        """The table with what must be withheld besides. CannotProtect where that is not enough."""
        new = list(self._said(table, with_before=with_before))
        if any(self._changed_little(each) for each in new):
            raise CannotProtect
        from .system import System, further_withheld  # loads a solver, which only reports beside others need

        system = System(self, [*self.released, *self.own], new)
        hidden = further_withheld(system.sums(), system.targets())
        return _with(table, {key: WITHHELD for key in hidden if isinstance(key, tuple)})

    def publish(self, table: Table, *, with_before: bool) -> None:
        """From here on this table stands beside the following ones."""
        self.tables[table.key] = table
        self.own.extend(self._said(table, with_before=with_before))

    def _said(self, table: Table, *, with_before: bool) -> Iterator[Statement]:
        terms = table if table.key == "terms" else self.tables.get("terms")
        return statements(table, self.period, self.schools, self.limit, terms, with_before=with_before)

    def _changed_little(self, new: Statement) -> bool:
        """The same figure, shown earlier, has changed by so little that the change itself would tell."""
        return isinstance(new.figure, int) and any(
            isinstance(old.figure, int) and 0 < abs(old.figure - new.figure) < self.limit
            for old in self.released
            if (old.family, old.period, old.schools, old.codes) == (new.family, new.period, new.schools, new.codes)
        )

    def truth(self, family: str, schools: Schools, period: Period, codes: Codes) -> int:
        """The true count: this is never shown, it says what has to be protected."""
        return counted(self.count(schools, period._replace(terms=None)), family, period.terms, codes)


def _with(table: Table, changed: Mapping[tuple[str, str, str], Figure]) -> Table:
    def cells(row: Row) -> Iterator[Figure]:
        for (column, _), cell in zip(table.columns, row.cells, strict=True):
            yield changed.get((table.key, row.key, column), cell)

    return replace(table, rows=tuple(replace(row, cells=tuple(cells(row))) for row in table.rows))
