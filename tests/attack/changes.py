"""A reader who adds up what reports of the parts showed, and compares it with a report of the whole.

What is left over changed between the reports: recorded, corrected or withdrawn since. Written without a look at the
code that it attacks: figures are counts by school, year, term and code, and wholes are put together in every way.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from .knowledge import WHOLE, Cell, Knowledge
from .worlds import World

Cells = frozenset[Cell]


class Said(NamedTuple):
    """An exact number: of a report by its place, read in one of its columns or worked out there."""

    report: int
    cells: Cells
    number: int
    column: str = ""


class Changes(Knowledge):
    """Small differences between a whole and its parts, where both are known exactly."""

    def __init__(self, world: World) -> None:
        self.read: list[Said] = []
        self.report = -1
        super().__init__(world)

    def _learn(self, report: dict[str, Any], *rest: Any) -> None:
        self.report += 1
        super()._learn(report, *rest)

    def _say(self, name: str, cells: Cells, text: str, limit: int, *, total: bool) -> None:
        if (digits := text.replace(",", "")).isdigit():
            of = name.split(" / ")
            self.read.append(Said(self.report, cells, int(digits), f"{of[0]} / {of[-1]}"))
        super()._say(name, cells, text, limit, total=total)

    def told(self) -> list[str]:
        """Each change of 1 to one below the limit."""
        known = {Said(each.report, self._incidents(each.cells), each.number) for each in self._known()}
        found = set()
        for whole in known:
            parts = [each for each in known if each.cells <= whole.cells]
            for sum_, reports in _made_up(whole.cells, parts, {}):
                if 0 < abs(whole.number - sum_) < self.limit and reports != {whole.report}:
                    found.add(f"{_named(whole.cells)}: {whole.number}, and {sum_} in parts")
        return sorted(found)

    def _known(self) -> Iterator[Said]:
        """What is read; what is left of a total without its rows, and rows together as other reports have them."""
        yield from self.read
        rows: dict[tuple[Any, ...], dict[Cells, int]] = defaultdict(dict)
        for report, cells, number, column in self.read:
            families, years = {cell[0] for cell in cells}, {cell[2] for cell in cells}
            scope = frozenset(cell[1] for cell in cells), frozenset(cell[3] for cell in cells)
            rows[report, *families, *years, scope, column][cells] = number
        every = {each.cells for each in self.read}
        for (report, family, year, (schools, terms), _), shown in rows.items():
            whole = frozenset(self._all((family,), schools, year, set(terms), None))
            of_rows = {cells: number for cells, number in shown.items() if cells != whole}
            together = frozenset().union(*of_rows)
            total = shown.get(whole, self._total(report, schools, year, terms) if family in WHOLE else None)
            if total is not None and whole - together:
                yield Said(report, whole - together, total - sum(of_rows.values()))
            for codes in ({cell[4] for cell in cells} for cells in every if next(iter(cells))[0] == family):
                wanted = frozenset(self._all((family,), schools, year, set(terms), codes))
                inside = {cells: number for cells, number in of_rows.items() if cells <= wanted}
                if frozenset().union(*inside) == wanted:
                    yield Said(report, wanted, sum(inside.values()))
            if of_rows and together == whole:
                yield Said(report, whole, sum(of_rows.values()))

    def _total(self, report: int, schools: Any, year: int, terms: Any) -> int | None:
        wanted = frozenset(self._all(("incidents",), schools, year, set(terms), {"*"}))
        return next((each.number for each in self.read if (each.report, each.cells) == (report, wanted)), None)

    def _incidents(self, cells: Cells) -> Cells:
        """However incidents are divided: all of a family are all incidents."""
        family, _, year, _, _ = next(iter(cells))
        if family not in WHOLE:
            return cells
        schools, terms = {cell[1] for cell in cells}, {cell[3] for cell in cells}
        if cells != frozenset(self._all((family,), schools, year, terms, None)):
            return cells
        return frozenset(self._all(("incidents",), schools, year, terms, {"*"}))


def _made_up(
    whole: Cells, parts: list[Said], done: dict[Cells, set[tuple[int, frozenset[int]]]]
) -> set[tuple[int, frozenset[int]]]:
    """What parts that make up the whole, each cell once, have together; and of which reports they are."""
    if not whole:
        return {(0, frozenset())}
    if whole not in done:
        first = min(whole)
        done[whole] = {
            (part.number + number, reports | {part.report})
            for part in parts
            if first in part.cells and part.cells <= whole
            for number, reports in _made_up(whole - part.cells, parts, done)
        }
    return done[whole]


def _named(cells: Cells) -> str:
    columns = [sorted({str(cell[place]) for cell in cells}) for place in range(5)]
    return " / ".join(" ".join(each) for each in columns)
