"""All that a reader of every released report knows, as linear constraints, and how far each secret is pinned down.

Written without a look at the code that it attacks: the counts here are by school, year, term and code, one by one.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import Any

import numpy as np
from scipy.optimize import LinearConstraint as Constraint
from scipy.optimize import linprog, milp
from scipy.sparse import csr_array

from policies.models import Meaning
from reports.tables import Table

from .reader import page_of, read
from .worlds import TERMS, World

WHOLE = ("areas", "kinds", "places", "devices", "reviewed", "closed", "rows")  # each divides all incidents
MEANINGS = [*map(str, Meaning), "unknown"]
Cell = tuple[str, int, int, str, str]  # family, school, year, term, code


class Knowledge:
    """Constraints `low <= matrix @ counts <= high`, and the true counts, of which the reader knows nothing else."""

    def __init__(self, world: World, pages: Iterable[str] | None = None) -> None:
        self.world = world
        self.schools = [school.pk for school in world.schools]
        self.limit = max(school.suppress_below for school in world.schools)
        self.true: dict[Cell, int] = {}
        for each in world.incidents:
            for family, code in _codes(each):
                cell = family, each.school, each.year, each.term.casefold(), code
                self.true[cell] = self.true.get(cell, 0) + 1
        self.rows: list[tuple[dict[Cell, float], float, float]] = []
        self.secrets: dict[str, tuple[frozenset[Cell], int]] = {}
        self.codes: dict[str, set[str]] = {}
        tables = [{key: Table.from_json(kept) for key, kept in report["tables"].items()} for report in world.released]
        for table in (table for report in tables for table in report.values()):
            covers = {code for row in table.rows for code in row.covers}
            self.codes.setdefault(table.key, set()).update(covers)
        self.published: dict[str, set[frozenset[str]]] = {}
        for report, own, page in zip(world.released, tables, pages or map(page_of, world.released), strict=True):
            self._learn(report, own, page)
        self._links()
        self._differences()

    # What the pages say ---------------------------------------------------------------------------------------------

    def _learn(self, report: dict[str, Any], tables: dict[str, Table], page: str) -> None:
        figures, shares = read(page)
        assert figures, "the page has no tables"
        for each in figures:
            table = tables[each.table]
            column = next(key for key, label in table.columns if label == each.column)
            row = next((row for row in table.rows if row.label == each.row), None)
            if (row is None) != (each.row is None) or "–" in each.text:
                continue
            if row is None and (each.table == "actions" or column not in ("this", "year", "before")):
                continue  # said elsewhere
            cells = frozenset(self._cells(report, tables, each.table, row, column))
            name = f"{report['ids']} {report['year']} {report['term']} {each.table} / {each.row} / {each.column}"
            self._say(name, cells, each.text, report["limit"], total=row is None)
        for key in ("adults", "changed"):
            for figure, year in zip(report[key], (report["year"], report["year"] - 1), strict=True):
                cells = frozenset(self._all((key,), report["ids"], year, _only(report), {"*"}))
                if figure is not None:
                    self._say(f"{report['ids']} {year} {key}", cells, str(figure), report["limit"], total=False)
        for share in shares:
            self.share(report, share.table, share.codes, share.number)

    def _cells(
        self, report: dict[str, Any], tables: dict[str, Table], key: str, row: Any, column: str
    ) -> Iterator[Cell]:
        schools, year, terms = report["ids"], report["year"] - (column == "before"), _only(report)
        covers = set(row.covers) if row else None
        if key == "terms":
            yield from self._all(("incidents",), schools, year, covers or terms, {"*"})
        elif key in ("schools", "areas"):
            within = next((set(term.covers) for term in tables["terms"].rows if term.key == column), terms)
            if key == "schools":
                own = {int(code) for code in covers} if covers else schools
                yield from self._all(("incidents",), own, year, within, {"*"})
            else:
                yield from self._all(("areas",), schools, year, within, covers)
        elif key in ("decisions", "actions"):
            yield from self._all(("decisions",), schools, year, terms, _ways(key, covers, column))
        else:
            yield from self._all((key,), schools, year, terms, covers)
        if key in WHOLE and covers:
            self.published.setdefault(key, set()).add(frozenset(covers))

    def _all(
        self, families: Iterable[str], schools: Iterable[int], year: int, terms: set[str] | None, codes: set[str] | None
    ) -> Iterator[Cell]:
        names = [term.casefold() for term in TERMS if terms is None or term.casefold() in terms]
        for family in families:
            known = [code for code in self._universe(family) if codes is None or code in codes]
            yield from ((family, *cell) for cell in product(schools, [year], names, known))

    def _universe(self, family: str) -> list[str]:
        if family == "decisions":
            ways = [f"{way}:{meaning}" for way in ("taken", "not_taken") for meaning in MEANINGS]
            return [*ways, "either", "extra", "free"]
        if family in ("incidents", "adults", "changed"):
            return ["*"]
        return sorted(self.codes.get(family) or {"*"}) or ["*"]

    def _say(self, name: str, cells: frozenset[Cell], text: str, limit: int, *, total: bool) -> None:
        number = self._truth(cells)
        if text == "c":
            low, high = 1, limit - 1 if total else np.inf
        elif " to " in text:
            low, high = 0, limit - 1
        else:
            low = high = int(text.replace(",", ""))
        if not low <= number <= high:
            return  # not true any more: who believes it is misled
        self.rows.append((dict.fromkeys(cells, 1.0), low, high))
        if number < limit and (text == "c" or " to " in text):
            self.secrets[name] = cells, int(low)

    def share(self, report: dict[str, Any], table: str, codes: frozenset[str], number: int) -> None:
        """`number` % of the total, give or take half of one; 1 and 99 may be nearly nothing and nearly all."""
        expanded = _ways("decisions", set(codes), "this") if table == "decisions" else set(codes)
        whole = dict.fromkeys(self._all((table,), report["ids"], report["year"], _only(report), None), 0.0)
        part = dict.fromkeys(self._all((table,), report["ids"], report["year"], _only(report), expanded), 1.0)
        low, high = (0 if number <= 1 else number - 0.5) / 100, (100 if number >= 99 else number + 0.5) / 100
        self.rows.append(({cell: part.get(cell, 0) - low for cell in whole}, 0, np.inf))
        self.rows.append(({cell: high - part.get(cell, 0) for cell in whole}, 0, np.inf))

    def _truth(self, cells: Iterable[Cell]) -> int:
        return sum(self._true(cell) for cell in cells)

    def _true(self, cell: Cell) -> int:
        family, *rest, code = cell
        if code == "*" and family not in ("incidents", "adults", "changed"):
            return sum(number for (own, *where, _), number in self.true.items() if (own, where) == (family, rest))
        return self.true.get(cell, 0)

    def _links(self) -> None:
        """However incidents are divided, they are as many."""
        for family, school, year, term in product(WHOLE, self.schools, (2024, 2025), TERMS):
            row = dict.fromkeys(self._all((family,), [school], year, {term.casefold()}, None), 1.0)
            self.rows.append((row | {("incidents", school, year, term.casefold(), "*"): -1.0}, 0, 0))

    def _differences(self) -> None:
        """Small counts that no report shows: of a school or some, of a term or two, in each row of any report."""
        if len(self.world.released) < 2:
            return
        rows = {"incidents": {frozenset({"*"})}, **self.published}
        groups = [group for size in range(1, len(self.schools) + 1) for group in combinations(self.schools, size)]
        has_terms = any(report["term"] for report in self.world.released)
        for schools, (family, codes) in product(groups, ((key, each) for key, found in rows.items() for each in found)):
            terms = _terms() if has_terms or family in ("areas", "incidents") else []
            for year, within in product((2024, 2025), (None, *terms)):
                cells = frozenset(self._all((family,), schools, year, within, set(codes)))
                if 0 < self._truth(cells) < self.limit:
                    name = f"left: {schools} {year} {family} {sorted(codes)} {sorted(within or ())}"
                    # A withheld count is known not to be zero: of several together that many are certain.
                    least = sum(self._true(cell) > 0 for cell in cells)
                    self.secrets.setdefault(name, (cells, least))

    # How far it is pinned down --------------------------------------------------------------------------------------

    def pinned(self, *, whole: bool = False) -> list[str]:
        """Secrets that cannot be anything from 1 (a band: 0) to one below the limit any more: with their bounds.

        `whole`: not only as bounds, but each value in whole numbers.
        """
        names = list(self.secrets)
        cells = sorted(
            {cell for row, _, _ in self.rows for cell in row} | {c for s, _ in self.secrets.values() for c in s}
        )
        place = {cell: at for at, cell in enumerate(cells)}
        matrix = np.zeros((len(self.rows) + len(names), len(cells)))
        for at, (row, _, _) in enumerate(self.rows):
            for cell, factor in row.items():
                matrix[at, place[cell]] = factor
        for at, name in enumerate(names, start=len(self.rows)):
            for cell in self.secrets[name][0]:
                matrix[at, place[cell]] = 1
        matrix = np.unique(matrix, axis=1)  # counts that always stand together are one
        known, wanted = matrix[: len(self.rows)], matrix[len(self.rows) :]
        low = np.array([low for _, low, _ in self.rows], dtype=float)
        high = np.array([high for _, _, high in self.rows], dtype=float)
        found = []
        for name, goal in zip(names, wanted, strict=True):
            least = self.secrets[name][1]
            bounds = _range(known, low, high, goal)
            if bounds[0] > least + 1e-6 or bounds[1] < self.limit - 1 - 1e-6:
                found.append(f"{name}: from {bounds[0]:.1f} to {bounds[1]:.1f}")
            elif whole and not all(_possible(known, low, high, goal, value) for value in range(least, self.limit)):
                found.append(f"{name}: not every value")
        return found


def _terms() -> list[set[str]]:
    """Each term, and each two: what is left of a year where one is taken off."""
    names = [term.casefold() for term in TERMS]
    return [set(some) for size in (1, 2) for some in combinations(names, size)]


def _only(report: dict[str, Any]) -> set[str] | None:
    """The term that a report is of; None where it is of the year."""
    return {report["term"]} if report["term"] else None


def _range(known: np.ndarray, low: np.ndarray, high: np.ndarray, goal: np.ndarray) -> tuple[float, float]:
    equal = low == high
    upper = np.vstack([known[~equal & np.isfinite(high)], -known[~equal]])
    limits = np.concatenate([high[~equal & np.isfinite(high)], -low[~equal]])
    ends = []
    for sign in (1, -1):
        solved = linprog(
            sign * goal,
            A_ub=csr_array(upper),
            b_ub=limits,
            A_eq=csr_array(known[equal]),
            b_eq=low[equal],
            method="highs",
        )
        assert solved.status in (0, 3), solved.message  # the truth is a solution; 3: without bound
        ends.append(np.inf * -sign if solved.status == 3 else sign * solved.fun)
    return ends[0], ends[1]


def _possible(known: np.ndarray, low: np.ndarray, high: np.ndarray, goal: np.ndarray, value: int) -> bool:
    constraint = Constraint(csr_array(np.vstack([known, goal])), [*low, value], [*high, value])
    return milp(np.zeros(len(goal)), integrality=np.ones(len(goal)), constraints=constraint).x is not None


def _codes(each: Any) -> Iterator[tuple[str, str]]:
    yield from (
        ("incidents", "*"), ("areas", each.area), ("kinds", each.kind), ("places", each.place),
        ("devices", each.device), ("reviewed", each.reviewed), ("closed", each.closed), ("rows", "unknown"),
    )  # fmt: skip
    if each.phase:
        yield "phases", each.phase
        yield "parents", "informed" if each.reviewed != "waiting" else "unknown"
    if each.has_adult:
        yield "adults", "*"
    if each.changed:
        yield "changed", "*"
    for meaning, recommended, done in each.decisions:
        if recommended == "yes":
            yield "decisions", f"{'taken' if done else 'not_taken'}:{meaning}"
        elif recommended == "conditional":
            yield "decisions", "either"
        elif recommended == "none":
            yield "decisions", "free"
        elif done:
            yield "decisions", "extra"


def _ways(table: str, covers: set[str] | None, column: str) -> set[str] | None:
    if covers is None:
        return None
    if table == "decisions":
        split = {f"{way}:{meaning}" for way in covers & {"taken", "not_taken"} for meaning in MEANINGS}
        return split | (covers - {"taken", "not_taken"})
    ways = ("taken", "not_taken") if column == "recommended" else (column,)
    return {f"{way}:{meaning}" for way in ways for meaning in covers}
