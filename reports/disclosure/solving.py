"""What a reader may still believe where published figures are sums of the same counts in more than one report.

One table with its totals is a network (`suppression`). Reports of a school and its federation, of terms and their
year, of a year and what replaces it share counts across tables, and are no network any more. So everything that is
published is written down as sums of whole numbers that are not negative, and for each count that must stay unknown,
and each number it must still be able to be, a solution is sought. Where there is none, further figures of the new
table are withheld, as few as possible.

Each solution is in whole numbers, so a count is never taken to be protected by halves.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]  # it has no stubs
from scipy.sparse import csr_array  # type: ignore[import-untyped]  # nor has this

from .suppression import CannotProtect

Atom = tuple[Any, ...]  # a count that no statement divides any further
STEPS = 2000  # branches for one question; what is not answered by then counts as not protected
FURTHEST = 10  # limits that a withheld figure may move in a solution: enough for any that is needed


@dataclass(frozen=True, slots=True)
class Sum:
    """Counts (`atoms`) that add up to a figure: from `least` to `most`, as the reader knows it; None: no bound.

    `key`: a figure of the new table, which may be withheld under that name. `less`: counts that are taken off.
    """

    atoms: frozenset[Atom]
    least: int
    most: int | None
    key: Hashable | None = None
    less: frozenset[Atom] = frozenset()
    if_withheld: int = 1  # the least that it would be then: zero is not withheld

    @property
    def all_atoms(self) -> frozenset[Atom]:
        return self.atoms | self.less

    @property
    def is_known(self) -> bool:
        return self.least == self.most


@dataclass(frozen=True, slots=True)
class Target:
    """Counts whose sum the reader must not learn: each of `values` has to stay possible. `true`: what it is."""

    atoms: frozenset[Atom]
    values: range
    true: int


def further_withheld(sums: Sequence[Sum], targets: Iterable[Target]) -> set[Hashable]:
    """Keys of the sums to withhold besides, so that each target is protected. CannotProtect where nothing helps."""
    opened: set[Hashable] = set()
    for group, own in _apart(sums, list(dict.fromkeys(targets))):
        opened |= _opened(tuple(group), tuple(own))
    return opened


@lru_cache(maxsize=4096)
def _opened(sums: tuple[Sum, ...], targets: tuple[Target, ...]) -> frozenset[Hashable]:
    """What does not touch the new table is the same question again and again."""
    return frozenset(_Solver(sums, targets).run())


def _apart(sums: Sequence[Sum], targets: Sequence[Target]) -> Iterable[tuple[list[Sum], list[Target]]]:
    """Sums and targets that have unknown counts in common. What is known already joins nothing."""
    fixed = _determined(sums)
    open_sums = [_without(each, fixed) for each in sums]
    open_sums = [each for each in open_sums if each.all_atoms]
    parent: dict[Atom, Atom] = {}

    def root(atom: Atom) -> Atom:
        while parent.setdefault(atom, atom) != atom:
            atom = parent[atom]
        return atom

    left = [_still_open(target, fixed) for target in targets]
    for atoms in (*(each.all_atoms for each in open_sums), *(target.atoms for target in left)):
        first, *rest = atoms
        for atom in rest:
            parent[root(atom)] = root(first)
    groups: dict[Atom, tuple[list[Sum], list[Target]]] = {}
    for target in left:
        groups.setdefault(root(next(iter(target.atoms))), ([], []))[1].append(target)
    for each in open_sums:
        if (at := root(next(iter(each.all_atoms)))) in groups:
            groups[at][0].append(each)
    return groups.values()


def _determined(sums: Sequence[Sum]) -> dict[Atom, int]:
    """Counts that follow at once from figures that stay published."""
    fixed: dict[Atom, int] = {}
    known = [each for each in sums if each.is_known and each.key is None]
    before = -1
    while before < len(fixed):
        before = len(fixed)
        for each in known:
            left = _without(each, fixed)
            if not left.less and (left.least == 0 or len(left.atoms) == 1):
                fixed |= dict.fromkeys(left.atoms, left.least)
            elif not left.atoms and (left.least == 0 or len(left.less) == 1):
                fixed |= dict.fromkeys(left.less, -left.least)
    return fixed


def _without(each: Sum, fixed: dict[Atom, int]) -> Sum:
    """The same with what is known taken away."""
    known = sum(fixed.get(atom, 0) for atom in each.atoms) - sum(fixed.get(atom, 0) for atom in each.less)
    most = None if each.most is None else each.most - known
    atoms, less = each.atoms.difference(fixed), each.less.difference(fixed)
    return Sum(atoms, each.least - known, most, each.key, less, each.if_withheld - known)


def _still_open(target: Target, fixed: dict[Atom, int]) -> Target:
    known = sum(fixed.get(atom, 0) for atom in target.atoms)
    if not (left := target.atoms.difference(fixed)):
        raise CannotProtect
    return Target(left, range(target.values.start - known, target.values.stop - known), target.true - known)


class _Solver:
    """One group of sums as a matrix: a column for each count, and one for each figure that may be withheld."""

    def __init__(self, sums: Sequence[Sum], targets: Sequence[Target]) -> None:
        self.targets = targets
        sets = [*(each.atoms for each in sums), *(each.less for each in sums), *(each.atoms for each in targets)]
        self.place = _together(sets)
        self.number = len(set(self.place.values()))
        self.keys = list(dict.fromkeys(each.key for each in sums if each.key is not None and each.is_known))
        self.wide = self.number + len(self.keys)
        self.far = FURTHEST * max((target.values.stop for target in targets), default=1)
        rows: list[np.ndarray] = []
        self.low: list[float] = []
        self.high: list[float] = []
        for each in sums:
            row = self._row(each.atoms) - self._row(each.less)
            if each.key is None or not each.is_known:
                self._add(rows, row, each.least, np.inf if each.most is None else each.most)
                continue
            switch = np.zeros(self.wide)
            switch[self.number + self.keys.index(each.key)] = self.far
            self._add(rows, row + switch, each.least, np.inf)
            self._add(rows, row - switch, -np.inf, each.least)
            self._add(rows, row, each.if_withheld, np.inf)  # what is withheld is not zero
        self.wanted = {target: len(rows) + place for place, target in enumerate(targets)}
        self.matrix = csr_array(np.array([*rows, *(self._row(target.atoms) for target in targets)]))
        self.low += [-np.inf] * len(targets)
        self.high += [np.inf] * len(targets)
        self.opened: set[Hashable] = set()
        self.seen = {target: {target.true} for target in targets}

    def _row(self, atoms: Iterable[Atom]) -> np.ndarray:
        row = np.zeros(self.wide)
        row[[self.place[atom] for atom in atoms]] = 1
        return row

    def _add(self, rows: list[np.ndarray], row: np.ndarray, low: float, high: float) -> None:
        rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def run(self) -> set[Hashable]:
        for target in self.targets:
            ends = (target.values.start, target.values.stop - 1)
            for value in (*ends, *target.values):
                if value not in self.seen[target]:
                    self._solve(target, value)
        return self.opened

    def _solve(self, target: Target, value: int) -> None:
        """Find numbers that agree with all that is published and give the target this value.

        Most are found with nothing further withheld, which is by far the easier question.
        """
        numbers = self._numbers(target, value, may_open=False)
        if numbers is None and len(self.opened) < len(self.keys):
            numbers = self._numbers(target, value, may_open=True)
        if numbers is None:
            raise CannotProtect
        self.opened.update(key for place, key in enumerate(self.keys) if numbers[self.number + place])
        for each, seen in self.seen.items():
            seen.add(int(sum(numbers[place] for place in {self.place[atom] for atom in each.atoms})))

    def _numbers(self, target: Target, value: int, *, may_open: bool) -> np.ndarray | None:
        """A column of whole numbers, with the fewest figures withheld; None where there is none."""
        low, high = np.array(self.low), np.array(self.high)
        low[self.wanted[target]] = high[self.wanted[target]] = value
        first = self.number
        cost, top = np.zeros(self.wide), np.full(self.wide, np.inf)
        for place, key in enumerate(self.keys):
            # The last of equals: which figures are withheld follows from their place, not from their size.
            cost[first + place] = 0 if key in self.opened else 1 - place / (1000 * len(self.keys))
            top[first + place] = 1 if may_open or key in self.opened else 0
        found = milp(
            cost,
            integrality=np.ones(self.wide),
            bounds=Bounds(np.zeros(self.wide), top),
            constraints=LinearConstraint(self.matrix, low, high),
            options={"node_limit": STEPS, "mip_rel_gap": 0.0},
        )
        return None if found.x is None else np.rint(found.x).astype(int)


def _together(sets: Iterable[frozenset[Atom]]) -> dict[Atom, int]:
    """A column for each count; counts that no sum tells apart are one."""
    member: dict[Atom, list[int]] = defaultdict(list)
    for number, atoms in enumerate(sets):
        for atom in atoms:
            member[atom].append(number)
    columns: dict[tuple[int, ...], int] = {}
    return {atom: columns.setdefault(tuple(member[atom]), len(columns)) for atom in sorted(member)}
