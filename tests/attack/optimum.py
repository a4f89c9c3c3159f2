"""The fewest cells of a small table that protect its small counts, found by trying all ways at once."""

import random

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, csr_array, eye_array

from reports.disclosure.suppression import CannotProtect, Flow, withheld

Counts = list[list[int]]


def some_table(seed: int) -> Counts:
    """Three to five rows, two to four columns, with many small counts and some zeros."""
    dice = random.Random(seed)  # noqa: S311  nothing secret
    rows, columns = dice.randint(3, 5), dice.randint(2, 4)
    return [[dice.choice((0, 2, 3, 6, 7, 8, 9, 11, 14, 20, 31)) for _ in range(columns)] for _ in range(rows)]


def chosen(table: Counts, limit: int) -> int | None:
    """How many cells the program withholds, its totals published; None where it says that it cannot."""
    flows = [
        Flow((str(row), str(column)), ("row", row), ("column", column), number)
        for row, line in enumerate(table)
        for column, number in enumerate(line)
    ]
    try:
        return len(withheld(flows, limit))
    except CannotProtect:
        return None


def fewest(table: Counts, limit: int) -> int | None:
    """The optimum: a switch for each cell, and a whole table for each end of each small count; None: there is none."""
    counts = np.array(table).ravel()
    size = len(counts)
    cases = [(at, end) for at, number in enumerate(counts) if 0 < number < limit for end in (1, limit - 1)]
    if not cases:
        return 0
    sums = csr_array(_sums(*np.shape(table)))
    far = 10 * limit * eye_array(size)
    nothing = [None] * len(cases)
    matrix, low, high = [], [], []
    for place in range(len(cases)):
        own = [*nothing[:place], eye_array(size), *nothing[place + 1 :]]
        totals = [*nothing[:place], sums, *nothing[place + 1 :]]
        matrix += [[csr_array((sums.shape[0], size)), *totals], [far, *own], [-far, *own]]
        low += [sums @ counts, counts, np.full(size, -np.inf)]
        high += [sums @ counts, np.full(size, np.inf), counts]
    least, most = np.tile(np.minimum(counts, 1), len(cases)), np.tile(np.where(counts, np.inf, 0), len(cases))
    for place, (at, end) in enumerate(cases):
        least[place * size + at] = most[place * size + at] = end
    is_small = (counts > 0) & (counts < limit)
    found = milp(
        np.r_[np.ones(size), np.zeros(len(least))],
        integrality=np.r_[np.ones(size), np.zeros(len(least))],  # the tables are networks: they need not be told
        bounds=Bounds(np.r_[is_small, least], np.r_[np.ones(size), most]),
        constraints=LinearConstraint(block_array(matrix), np.concatenate(low), np.concatenate(high)),
    )
    return None if found.x is None else round(found.fun)


def _sums(rows: int, columns: int) -> np.ndarray:
    """Which cells are in which total."""
    return np.vstack([np.kron(np.eye(rows), np.ones(columns)), np.kron(np.ones(rows), np.eye(columns))])
