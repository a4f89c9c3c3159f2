"""A table of text: the headings of a file, and the lines below them."""

import json
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Self

from core.normalising import plain, words

MAX_LINES = 60_000
MAX_COLUMNS = 100
MAX_CELL = 1_000  # characters: more is a quotation mark that was never closed
LOOKED_AT = 10  # lines in which the headings are looked for: files have titles above them


class UnreadableError(Exception):
    """The file cannot be read. `str()` is the sentence for the person who chose it."""


def cleaned(cell: str) -> str:
    """The text of a cell on one line, without what no screen shows."""
    return plain("".join(letter if letter.isprintable() else " " for letter in cell[: MAX_CELL + 1]))


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file should hold."""

    headings: frozenset[str]  # as `spoken`: the line that has the most of them is the one of the headings
    clean: Callable[[str], str] = cleaned
    refuses_formulas: bool = False  # else the value that a formula had when the file was saved is read


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file, as it is numbered there; `problem` says why it cannot be used, whatever it holds."""

    number: int
    cells: list[str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The headings, the lines below them that hold anything, and what a reader should know about the reading."""

    headings: list[str]
    lines: list[Line]
    notes: list[str] = field(default_factory=list)

    def packed(self) -> bytes:
        """For keeping: a workbook takes long to read, so that is done once."""
        lines = [[line.number, line.problem, *line.cells] for line in self.lines]
        return zlib.compress(json.dumps([self.headings, self.notes, lines]).encode(), level=3)

    @classmethod
    def unpacked(cls, content: bytes) -> Self:
        headings, notes, lines = json.loads(zlib.decompress(content))
        return cls(headings, [Line(number, cells, problem) for number, problem, *cells in lines], notes)

    def samples(self, column: int, count: int = 3) -> list[str]:
        """The first few things that stand in a column."""
        found: list[str] = []
        for line in self.lines:
            if len(found) == count:
                break
            if column < len(line.cells) and line.cells[column]:
                found.append(line.cells[column])
        return found


def table_of(lines: Iterable[Line], known: frozenset[str], notes: list[str]) -> Table:
    """Find the headings among the first lines: those that hold the most known words, else the first with anything."""
    kept: list[Line] = []
    for line in lines:
        if any(line.cells) or line.problem:
            kept.append(line)
        if len(kept) > MAX_LINES:
            raise UnreadableError(f"The file has more than {MAX_LINES:,} lines. Bring it in piece by piece.")
    if not any(any(line.cells) for line in kept):
        raise UnreadableError("The file has no text in it. Choose the file that was exported.")
    first = max(range(min(LOOKED_AT, len(kept))), key=lambda place: (_known(kept[place], known), -place))
    if not any(kept[first].cells):
        first = next(place for place, line in enumerate(kept) if any(line.cells))
    if kept[first].problem:
        raise UnreadableError(f"The headings cannot be read. {kept[first].problem}.")
    headings = _headings(kept[first].cells)
    if len(headings) > MAX_COLUMNS:
        raise UnreadableError(f"The file has more than {MAX_COLUMNS} columns. Export only those that are needed.")
    below = [_fitted(line, len(headings)) for line in kept[first + 1 :]]
    if not below:
        raise UnreadableError("The file has headings but nothing below them.")
    return Table(headings, below, notes)


def spoken(heading: str) -> str:
    """A heading as its words: "Date of birth:" → "date of birth". For comparing."""
    return " ".join(sorted(words(heading)))


def _known(line: Line, known: frozenset[str]) -> int:
    return sum(spoken(cell) in known for cell in line.cells if cell)


def _headings(cells: list[str]) -> list[str]:
    """One name a column: an empty heading is named by its letter, a repeated one is numbered."""
    last = max(place for place, cell in enumerate(cells) if cell)
    seen: dict[str, int] = {}
    headings = []
    for place, cell in enumerate(cells[: last + 1]):
        heading = cell[:110] or f"Column {place + 1}"
        seen[heading] = seen.get(heading, 0) + 1
        headings.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return headings


def _fitted(line: Line, width: int) -> Line:
    """A line as wide as the headings. What stands beyond them would be read under the wrong heading."""
    problem = line.problem
    if not problem and any(line.cells[width:]):
        problem = "It has more cells than there are headings: a comma inside a cell needs quotation marks around it"
    if not problem and any(len(cell) > MAX_CELL for cell in line.cells):
        problem = "A cell is very long: a quotation mark may have been opened and not closed"
    cells = (line.cells + [""] * width)[:width]
    return Line(line.number, cells, problem)
