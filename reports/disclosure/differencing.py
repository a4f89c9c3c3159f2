"""Differencing: whoever holds several released reports may subtract one from another.

What is released about the same schools and years stays published. A new table is fitted to it: the finest layout is
taken in which no small count can be worked out from all of it together, and further figures are withheld where
needed. Counts that no report shows, but that are the difference of two (the other school of a federation, the rest
of a year), are protected like those that are shown.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reports.statistics import Counts
from reports.tables import WITHHELD, Figure, Row, Table

from .statements import BY_TERM, Period, Source, Statement, counted, statements
from .suppression import CannotProtect

Schools = frozenset[int]
Counting = Callable[[Schools, Period], Counts]
Codes = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What is published about the same counts, and the report that is added to it, one table after another.

    `period`: the year, or a term of it. `count` gives the true counts of some schools in a period. `calendars`: the
    names of the terms of each calendar. `insiders`: sets of schools whose exact numbers somebody knows who reads
    reports of more.
    """

    schools: Schools
    period: Period
    limit: int
    released: Sequence[Statement]
    calendars: Mapping[str, tuple[str, ...]]
    count: Counting
    insiders: Sequence[Schools] = ()
    own: list[Statement] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)

    def fitted(self, table: Table, *, with_before: bool) -> Table:
        """The table with what must be withheld besides. CannotProtect where that is not enough."""
        new = list(self._said(table, with_before=with_before))
        if self._has_changed_little(new):
            raise CannotProtect
        from .system import System, further_withheld  # loads a solver, which only reports beside others need

        for insider in (frozenset[int](), *self.insiders):
            hidden: set[Hashable] = {None}
            while hidden:
                said = list(self._said(table, with_before=with_before))
                system = System(self, [*self.released, *self.own], said, insider)
                hidden = further_withheld(system.sums(), system.targets())
                table = _with(table, {key: WITHHELD for key in hidden if isinstance(key, tuple)})
                if not system.changes:
                    break  # else what is withheld now is known together, less what is shown
        return table

    def publish(self, table: Table, *, with_before: bool) -> None:
        """From here on this table stands beside the following ones."""
        self.tables[table.key] = table
        self.own.extend(self._said(table, with_before=with_before))

    def changed_in_parts(self, table: Table) -> bool:
        """Whether incidents changed by few since reports of other schools or terms showed them, and no more than that.

        A report of the same schools and terms that changed by few is not replaced.
        """
        from .system import System  # as above

        new = list(self._said(table, with_before=False))
        return not self._has_changed_little(new) and bool(System(self, self.released, new).changes)

    def _said(self, table: Table, *, with_before: bool) -> Iterator[Statement]:
        terms = table if table.key == "terms" else self.tables.get("terms")
        return statements(table, Source(self.period, self.schools, self.limit, with_before), terms)

    def _has_changed_little(self, new: Sequence[Statement]) -> bool:
        """Something shown earlier has changed by so few that the change itself would tell of them."""
        about = {_about(each) for each in new}
        earlier: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
        for old in self.released:
            if _about(old) in about:
                earlier[*_about(old), old.report].append(old)
        for olds in earlier.values():
            same = [each for each in new if _about(each) == _about(olds[0])]
            for one, others in (*((each, olds) for each in same), *((each, same) for each in olds)):
                other = _shown(one.codes, others)
                if isinstance(one.figure, int) and other is not None and 0 < abs(one.figure - other) < self.limit:
                    return True
        return False

    def truth(self, family: str, schools: Schools, period: Period, codes: Codes) -> int:
        """The true count: this is never shown, it says what has to be protected."""
        if family in BY_TERM or period.terms is None:
            return counted(self.count(schools, period._replace(terms=None)), family, period.terms, codes)
        return counted(self.count(schools, period), family, None, codes)


def insiders_of(reports: Sequence[Schools], held: Iterable[Schools] = ()) -> list[Schools]:
    """Whose exact numbers a reader may know: of each school in a report of several, and of those known together.

    `reports`: the schools of each, those of the new one first. `held`: sets of schools whose numbers one account sees.
    Left out is who knows each report of several wholly or not at all, and whoever knows all of the new report.
    """
    several = {each for each in reports if len(each) > 1}
    every = frozenset[int]().union(*several)
    known = {*(frozenset({each}) for each in every), *(each & every for each in held)}
    told = {each for each in known if any(each & whole and whole - each for whole in several)}
    return sorted((each for each in told if not reports[0] <= each), key=lambda each: (len(each), sorted(each)))


def _about(each: Statement) -> tuple[object, ...]:
    return each.family, each.period, each.schools


def _shown(codes: Codes, said: Sequence[Statement]) -> int | None:
    """What was shown of these codes together: as it stands, or as the sum of whole rows."""
    if codes is None:
        parts = [each for each in said if each.codes is None][:1]
    else:
        parts = [each for each in said if each.codes is not None and each.codes <= codes]
        if frozenset(code for each in parts for code in each.codes or ()) != codes:
            return None
    figures = [each.figure for each in parts if isinstance(each.figure, int)]
    return sum(figures) if figures and len(figures) == len(parts) else None


def _with(table: Table, changed: Mapping[tuple[str, str, str], Figure]) -> Table:
    def cells(row: Row) -> Iterator[Figure]:
        for (column, _), cell in zip(table.columns, row.cells, strict=True):
            yield changed.get((table.key, row.key, column), cell)

    return replace(table, rows=tuple(replace(row, cells=tuple(cells(row))) for row in table.rows))
