"""How far numbers are pinned down by sums of them."""

import numpy as np
from scipy.optimize import LinearConstraint, linprog, milp
from scipy.sparse import csr_array


class Solver:
    """`low <= known @ counts <= high`; `goals`: sums of counts, by their place, of which the bounds are asked.

    Each solution that is found is kept: what it shows to be possible of other goals needs no solving.
    """

    def __init__(self, known: np.ndarray, goals: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
        self.known, self.goals, self.low, self.high = known, goals, low, high
        equal, ends = low == high, np.isfinite(high)
        self.upper = csr_array(np.vstack([known[~equal & ends], -known[~equal]]))
        self.limits = np.concatenate([high[~equal & ends], -low[~equal]])
        self.equal, self.totals = csr_array(known[equal]), low[equal]
        self.whole = csr_array(np.vstack([known, goals]))
        self.seen = np.array([np.full(len(goals), np.inf), np.full(len(goals), -np.inf)])  # least and most
        self.values: list[set[int]] = [set() for _ in goals]  # in whole numbers

    def range(self, place: int, least: float, most: float) -> tuple[float, float]:
        """Its bounds; where it can be as small as `least`, or as large as `most`, not necessarily the last of them."""
        low, high = self.seen[:, place]
        if low > least:
            low = self._end(place, 1)
        if high < most:
            high = self._end(place, -1)
        return low, high

    def _end(self, place: int, sign: int) -> float:
        solved = linprog(
            sign * self.goals[place],
            A_ub=self.upper, b_ub=self.limits, A_eq=self.equal, b_eq=self.totals, method="highs",
        )  # fmt: skip
        assert solved.status in (0, 3), solved.message  # the truth is a solution; 3: without bound
        if solved.status == 3:
            return -sign * np.inf
        shown = self.goals @ solved.x
        self.seen = np.array([np.minimum(self.seen[0], shown), np.maximum(self.seen[1], shown)])
        return sign * float(solved.fun)

    def certain(self, place: int) -> int:
        """How many of these are certain because so many withheld counts among them are each known not to be zero.

        That is what the mark itself says: a count that no report shows can be no smaller, whatever else is withheld.
        """
        marks = (self.low == 1) & (self.known >= 0).all(axis=1)
        if not marks.any():
            return 1
        constraint = LinearConstraint(csr_array(self.known[marks]), np.ones(marks.sum()), np.full(marks.sum(), np.inf))
        goal = self.goals[place]
        found = milp(goal, integrality=np.ones(len(goal)), constraints=constraint)
        return max(1, round(found.fun))

    def is_possible(self, place: int, value: int) -> bool:
        if value in self.values[place]:
            return True
        low, high = np.full(len(self.goals), -np.inf), np.full(len(self.goals), np.inf)
        low[place] = high[place] = value
        constraint = LinearConstraint(self.whole, [*self.low, *low], [*self.high, *high])
        size = self.known.shape[1]
        found = milp(np.zeros(size), integrality=np.ones(size), constraints=constraint)
        if found.x is None:
            return False
        for at, number in enumerate(np.rint(self.goals @ np.rint(found.x)).astype(int)):
            self.values[at].add(int(number))
        return True
