"""All that a reader of every released report knows, as linear constraints, and how far each secret is pinned down.

Written without a look at the code that it attacks: the counts here are by school, year, term and code, one by one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import Any

import numpy as np

from policies.models import Meaning
from reports.figures import STANDING_ALONE
from reports.tables import Table

from .bounds import Solver
from .reader import page_of, read
from .worlds import TERMS, World

WHOLE = ("areas", "kinds", "places", "devices", "reviewed", "closed", "rows")  # each divides all incidents
MEANINGS = [*map(str, Meaning), "unknown"]
Cell = tuple[str, int, int, str, str]  # family, school, year, term, code

Scope = tuple[frozenset[int], frozenset[str]]


class Knowledge:
    """Constraints `low <= matrix @ counts <= high`, and the true counts, of which the reader knows nothing else."""

    def __init__(self, world: World, pages: Iterable[str] | None = None, true: dict[Cell, int] | None = None) -> None:
        self.world = world
        self.schools = [school.pk for school in world.schools]
        self.limit = max(school.suppress_below for school in world.schools)
        self.true = true or _happened(world)
        self.rows: list[tuple[dict[Cell, float], float, float]] = []
        self.secrets: dict[str, tuple[frozenset[Cell], int]] = {}
        # Of which schools and terms something is said, and of which codes.
        self.scopes: dict[tuple[str, int], dict[Scope, set[frozenset[str]]]] = {}
        self.left: set[str] = set()  # secrets that no report shows
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
        assert figures or tables["terms"].sum_of() is None, "the page has no tables"
        for each in figures:
            table = tables[each.table]
            column = next(key for key, label in table.columns if label == each.column.removesuffix(", whole"))
            row = next((row for row in table.rows if row.label == each.row), None)
            if (row is None) != (each.row is None) or "–" in each.text:
                continue
            if row is None and (each.table == "actions" or column not in ("this", "year", "before")):
                continue  # said elsewhere
            if row is None and each.text == "c" and _says_nothing(tables, column, each.table):
                continue
            cells = frozenset(self._cells(report, tables, each.table, row, column))
            self._tells_of(cells)
            name = f"{report['ids']} {report['year']} {report['term']} {each.table} / {each.row} / {each.column}"
            self._say(name, cells, each.text, report["limit"], total=row is None)
        for key in STANDING_ALONE:
            for figure, year in zip(report[key], (report["year"], report["year"] - 1), strict=True):
                cells = frozenset(self._all((key,), report["ids"], year, _only(report), {"*"}))
                if figure is not None:
                    self._say(f"{report['ids']} {year} {key}", cells, str(figure), report["limit"], total=False)
        for share in shares:
            self.share(report, share.table, share.codes, share.number)

    def _tells_of(self, cells: frozenset[Cell]) -> None:
        for family, year in {(family, year) for family, _, year, _, _ in cells}:
            own = [cell for cell in cells if (cell[0], cell[2]) == (family, year)]
            scope = frozenset(cell[1] for cell in own), frozenset(cell[3] for cell in own)
            codes = frozenset(cell[4] for cell in own)
            self.scopes.setdefault((family, year), {}).setdefault(scope, set()).add(codes)
            if family in WHOLE and codes == frozenset(self._universe(family)):
                self.scopes.setdefault(("incidents", year), {}).setdefault(scope, set()).add(frozenset({"*"}))

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
        if covers and key not in ("terms", "schools", "decisions", "actions"):
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
        if family in ("incidents", *STANDING_ALONE):
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
        if not low * self._truth(whole) <= self._truth(part) <= high * self._truth(whole):
            return  # not true any more
        self.rows.append(({cell: part.get(cell, 0) - low for cell in whole}, 0, np.inf))
        self.rows.append(({cell: high - part.get(cell, 0) for cell in whole}, 0, np.inf))

    def _truth(self, cells: Iterable[Cell]) -> int:
        return sum(self._true(cell) for cell in cells)

    def _true(self, cell: Cell) -> int:
        family, *rest, code = cell
        if code == "*" and family not in ("incidents", *STANDING_ALONE):
            return sum(number for (own, *where, _), number in self.true.items() if (own, where) == (family, rest))
        return self.true.get(cell, 0)

    def _links(self) -> None:
        """However incidents are divided, they are as many."""
        for family, school, year, term in product(WHOLE, self.schools, (2023, 2024, 2025, 2026), TERMS):
            row = dict.fromkeys(self._all((family,), [school], year, {term.casefold()}, None), 1.0)
            self.rows.append((row | {("incidents", school, year, term.casefold(), "*"): -1.0}, 0, 0))

    def _differences(self) -> None:
        """Small counts that no report shows, but two of them by subtraction: of a school, of the rest of a year."""
        if len(self.world.released) < 2:
            return
        rows = {"incidents": {frozenset({"*"})}, **self.published}
        for family, year, codes in ((*of, each) for of in self.scopes for each in rows.get(of[0], ())):
            scopes = [scope for scope, said in self.scopes[family, year].items() if _make_up(said, codes)]
            places, times = _told_apart({schools for schools, _ in scopes}), _told_apart({terms for _, terms in scopes})
            for schools, terms in product(places, times):
                cells = frozenset(self._all((family,), schools, year, set(terms), set(codes)))
                if 0 < self._truth(cells) < self.limit:
                    name = f"left: {sorted(schools)} {year} {family} {sorted(codes)} {sorted(terms)}"
                    self.secrets.setdefault(name, (cells, 1))
                    self.left.add(name)

    # How far it is pinned down --------------------------------------------------------------------------------------

    def pinned(self, *, whole: bool = False) -> list[str]:
        """Secrets that cannot be anything from 1 (a band: 0) to one below the limit any more: with their bounds.

        `whole`: not only as bounds, but each value in whole numbers.
        """
        solver, found = self._solver([cells for cells, _ in self.secrets.values()]), []
        for place, (name, (_, least)) in enumerate(self.secrets.items()):
            bounds = solver.range(place, least, self.limit - 1)
            if name in self.left and bounds[0] > least + 1e-6:
                least = solver.certain(place)
            if bounds[0] > least + 1e-6 or bounds[1] < self.limit - 1 - 1e-6:
                found.append(f"{name}: from {bounds[0]:.1f} to {bounds[1]:.1f}")
            elif whole and not all(solver.is_possible(place, value) for value in range(least, self.limit)):
                found.append(f"{name}: not every value")
        return found

    def known_to_be_small(self) -> list[str]:
        """Small counts that are no difference of two figures, of any schools, terms and rows, all the same known.

        Of these a reader may learn that there were some: of 8 in a year in which one term had 6 in all, at least 2
        were in the other terms. That follows from any two totals of the same incidents, in one report too. But nobody
        may learn how few there were.
        """
        secrets = dict(self._anywhere())
        solver, found = self._solver(list(secrets.values())), []
        for place, name in enumerate(secrets):
            low, high = solver.range(place, self.limit - 2, self.limit - 1)
            if high < self.limit - 1 - 1e-6 or (high < self.limit - 1 + 1e-6 and low > self.limit - 2 + 1e-6):
                found.append(f"{name}: from {low:.1f} to {high:.1f}")
        return found

    def _anywhere(self) -> Iterator[tuple[str, frozenset[Cell]]]:
        rows = {"incidents": {frozenset({"*"})}, **self.published}
        terms = _some([term.casefold() for term in TERMS])
        for (family, found), schools, within in product(rows.items(), _some(self.schools), terms):
            for year, codes in product((2024, 2025), found):
                cells = frozenset(self._all((family,), schools, year, within, set(codes)))
                if 0 < self._truth(cells) < self.limit:
                    yield f"{sorted(schools)} {year} {family} {sorted(codes)} {sorted(within)}", cells

    def _solver(self, goals: list[frozenset[Cell]]) -> Solver:
        cells = sorted({cell for row, _, _ in self.rows for cell in row}.union(*goals))
        place = {cell: at for at, cell in enumerate(cells)}
        matrix = np.zeros((len(self.rows) + len(goals), len(cells)))
        for at, (row, _, _) in enumerate(self.rows):
            for cell, factor in row.items():
                matrix[at, place[cell]] = factor
        for at, goal in enumerate(goals, start=len(self.rows)):
            for cell in goal:
                matrix[at, place[cell]] = 1
        matrix = np.unique(matrix, axis=1)  # counts that always stand together are one
        low = np.array([low for _, low, _ in self.rows], dtype=float)
        high = np.array([high for _, _, high in self.rows], dtype=float)
        return Solver(matrix[: len(self.rows)], matrix[len(self.rows) :], low, high)


def _says_nothing(tables: dict[str, Table], column: str, key: str) -> bool:
    """Where there were so few incidents that all tables are withheld, those of no pupil and no decision are too."""
    of_all = tables["terms"].sum_of("before" if column == "before" else "this")
    return of_all == "c" and key not in (*WHOLE, "terms", "schools", "agreements")


def _make_up(said: set[frozenset[str]], codes: frozenset[str]) -> bool:
    """Whether these codes are one row, or some rows together."""
    return frozenset().union(*(each for each in said if each <= codes)) == codes


def _told_apart(sets: set[frozenset[Any]]) -> set[frozenset[Any]]:
    """What figures of these give by subtraction: one less another, and whatever is in the same of them."""
    every = frozenset().union(*sets)
    alike = {frozenset(b for b in every if all((a in each) == (b in each) for each in sets)) for a in every}
    return sets | alike | {whole - part for whole, part in product(sets, sets) if part < whole}


def _only(report: dict[str, Any]) -> set[str] | None:
    """The term that a report is of; None where it is of the year."""
    return {report["term"]} if report["term"] else None


def _some(items: list[Any]) -> list[set[Any]]:
    return [set(some) for size in range(1, len(items) + 1) for some in combinations(items, size)]


def _happened(world: World) -> dict[Cell, int]:
    cells = [
        (family, each.school, each.year, each.term.casefold(), code)
        for each in world.incidents
        for family, code in _codes(each)
    ]
    cells += [("agreements", *each) for each in world.signed]
    return dict(Counter([*cells, *((key, *where, "*") for *where, key in world.entered)]))


def _codes(each: Any) -> Iterator[tuple[str, str]]:
    yield from (
        ("incidents", "*"), ("areas", each.area), ("kinds", each.kind), ("places", each.place),
        ("devices", each.device), ("reviewed", each.reviewed), ("closed", each.closed), ("rows", each.row),
    )  # fmt: skip
    if each.phase:
        yield "phases", each.phase
        yield "parents", "informed" if each.reviewed != "waiting" else "unknown"
    yield from ((mark, "*") for mark in each.marks)
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
