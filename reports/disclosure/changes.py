"""What changed a little between reports that stand beside each other: recorded, moved or withdrawn since.

Whoever adds up the reports of all terms, and takes that off the report of the year, sees what changed since; so does
who takes the reports of all schools off that of their federation. A change of 1 to one below the limit is withheld
like any other small count: whatever is shown next, the count of today must still be able to be anything that differs
as little from what was shown, and in the same direction.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .statements import INCIDENTS, PARTS_OF_INCIDENTS, Statement

if TYPE_CHECKING:
    from .differencing import Codes
    from .system import Grid

Cells = frozenset[Any]  # schools and terms, as finely as figures tell them apart


@dataclass(frozen=True)
class Piece:
    """What one report said exactly, of some schools and terms: `numbers` by the codes that it counts together."""

    cells: Cells
    numbers: "Mapping[Codes, int]"

    def of(self, codes: "Codes") -> int | None:
        """How many of these codes, if that was told."""
        if codes in self.numbers or codes is None:
            return self.numbers.get(codes)
        within = [each for each in self.numbers if each is not None and each <= codes]
        if frozenset().union(*within) != codes:
            return None
        return sum(self.numbers[each] for each in within)


class Earlier:
    """What reports that are out said of one family in one year, and every way to put it together."""

    def __init__(self, out: Sequence[Statement], family: str, grid: "Grid") -> None:
        self.pieces = list(_pieces(out, family, grid))
        self.done: dict[tuple[Cells, Codes], frozenset[int]] = {}

    @property
    def codes(self) -> "set[Codes]":
        """Codes that were told together, and those that any report told only together with them."""
        told = {codes for piece in self.pieces for codes in piece.numbers}
        return told | set(_joined([each for each in told if each is not None]))

    def sums(self, cells: Cells, codes: "Codes") -> set[int]:
        """What these schools and terms had, as reports said it: part by part, or a whole less its other parts."""
        found = set(self._sums(cells, codes))
        for piece in self.pieces:
            if cells < piece.cells and (whole := piece.of(codes)) is not None:
                found |= {whole - number for number in self._sums(piece.cells - cells, codes)}
        return found

    def _sums(self, cells: Cells, codes: "Codes") -> frozenset[int]:
        if not cells:
            return frozenset({0})
        if (cells, codes) not in self.done:
            first = min(cells)
            parts = [each for each in self.pieces if first in each.cells and each.cells <= cells]
            self.done[cells, codes] = frozenset(
                number + rest
                for number, left in {(each.of(codes), cells - each.cells) for each in parts}
                if number is not None
                for rest in self._sums(left, codes)
            )
        return self.done[cells, codes]


def values_of_change(earlier: int, now: int, limit: int) -> range | None:
    """What the count of today must still be able to be; None where it did not change, or by so many."""
    if not 0 < abs(now - earlier) < limit:
        return None
    return (
        range(earlier + 1, earlier + limit) if now > earlier else range(max(earlier - limit + 1, min(now, 1)), earlier)
    )


def _pieces(out: Sequence[Statement], family: str, grid: "Grid") -> Iterator[Piece]:
    columns: dict[tuple[Any, ...], list[Statement]] = defaultdict(list)
    shown: dict[tuple[Any, ...], dict[Codes, int]] = defaultdict(dict)
    for each in out:
        about = each.report, each.schools, each.period
        if each.family == family:
            columns[*about, each.key[0], each.key[2]].append(each)
            shown[about] |= {each.codes: each.figure} if isinstance(each.figure, int) else {}
        elif each.family == INCIDENTS and family in PARTS_OF_INCIDENTS and isinstance(each.figure, int):
            shown[about][None] = each.figure
    for about, told in shown.items():
        own = [each for key, each in columns.items() if key[:3] == about]
        every = frozenset().union(*map(_codes, own))
        for column in own:
            whole = None if _codes(column) == every else _codes(column)
            numbers = {each.codes: each.figure for each in column if isinstance(each.figure, int)}
            if (hidden := rest_of(column)) and whole in told:
                numbers[hidden] = told[whole] - sum(each for codes, each in numbers.items() if codes is not None)
            if numbers:
                yield Piece(grid.cells(about[1], about[2]), numbers)


def _codes(column: Iterable[Statement]) -> frozenset[str]:
    return frozenset(code for each in column for code in each.codes or ())


def rest_of(said: Iterable[Statement]) -> frozenset[str]:
    """Codes of the rows that do not show a number."""
    return _codes(each for each in said if not isinstance(each.figure, int))


def _joined(sets: Collection[frozenset[str]]) -> Iterator[frozenset[str]]:
    """Sets that have a code in common, together."""
    left = list(sets)
    while left:
        found = left.pop()
        while met := [each for each in left if each & found]:
            found = found.union(*met)
            left = [each for each in left if each not in met]
        yield found
