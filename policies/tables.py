"""A matrix as a table that can be drawn: read once, with a constant number of queries."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .models import Cell, Column, ColumnGroup, Decision, Matrix, PolicyVersion, Provenance, Row, RowGroup

LONG = 15  # rows
LEADS = {
    Matrix.Kind.USER_ACTIONS: "What people may and may not do with school systems, or that affects the school.",
    Matrix.Kind.COMMUNICATIONS: "Which technologies adults and pupils may use in school, and when.",
    Matrix.Kind.DEVICES: "Which devices are allowed in school.",
    Matrix.Kind.PUPIL_SANCTIONS: "For each kind of misuse, what the school does. Staff decide; the table recommends.",
    Matrix.Kind.STAFF_SANCTIONS: "For each kind of misuse, what the school does. The table recommends.",
}
ROWS_ARE = {
    Matrix.Kind.USER_ACTIONS: "Activity",
    Matrix.Kind.COMMUNICATIONS: "Technology",
    Matrix.Kind.DEVICES: "Device",
}


def noted(decision: str, note: str | None) -> str:
    """A decision in words, with its note: "allowed at certain times (in breaks)"."""
    return f"{decision} ({note})" if note else decision


@dataclass(slots=True)
class Place:
    """Where a row and a column meet."""

    row: Row
    column: Column
    is_chosen: bool = False  # in a group of choice one
    cell: Cell | None = None  # in a group of choice many
    never: str = ""  # why it can never be chosen
    entry: Any = None  # what a form holds for this cell

    @property
    def name(self) -> str:
        """What a form calls this cell."""
        return f"{self.row.key}.{self.column.group.key}.{self.column.key}"

    @property
    def saved(self) -> tuple[str, str]:
        """The value and the note, as a form holds them."""
        return (self.cell.value, self.cell.note) if self.cell else ("", "")


@dataclass(slots=True)
class Side:
    """One group of columns of one row."""

    row: Row
    group: ColumnGroup
    places: list[Place]
    decision: Decision | None = None
    entry: Any = None  # what a form holds for this side

    @property
    def name(self) -> str:
        """What a form calls the decision of this row and side."""
        return f"{self.row.key}.{self.group.key}"

    @property
    def saved(self) -> tuple[str, str]:
        """The key of the column and the note, as a form holds them."""
        return (self.decision.column.key, self.decision.note) if self.decision else ("", "")

    @property
    def is_open(self) -> bool:
        """Whether a school can decide anything here."""
        return self.decision is None or sum(not place.never for place in self.places) > 1

    @property
    def lacks_its_note(self) -> bool:
        """Whether the decision says neither who nor when, and should."""
        return bool(self.decision and self.decision.column.asks and not self.decision.note.strip())

    @property
    def asks(self) -> list[str]:
        """The questions that the note answers, one for each decision that asks for one."""
        return list(dict.fromkeys(place.column.asks for place in self.places if place.column.asks and not place.never))

    @property
    def question(self) -> str:
        """What the note answers to the decision that a form holds; empty where it asks for none."""
        return next((place.column.asks for place in self.places if place.column.key == self.entry.value), "")

    @property
    def is_single(self) -> bool:
        return self.group.choice == ColumnGroup.Choice.ONE

    @property
    def is_undecided(self) -> bool:
        return self.decision is None if self.is_single else self.undecided_cells > 0

    @property
    def undecided_cells(self) -> int:
        if self.is_single:
            return int(self.decision is None)
        return sum(place.cell is None for place in self.places)


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose in one place of a grid, and what the grid showed when they did."""

    name: str  # of a `Side` or a `Place`
    value: str  # key of a column, or a `Cell.Value`
    note: str = ""
    shown: tuple[str, str] = ("", "")  # value and note
    provenance: Provenance = Provenance.SCHOOL


@dataclass(slots=True)
class Line:
    """One row of the table."""

    row: Row
    number: int
    sides: list[Side] = field(default_factory=list)

    @property
    def is_undecided(self) -> bool:
        return any(side.is_undecided for side in self.sides)

    @property
    def lacks_a_note(self) -> bool:
        return any(side.lacks_its_note for side in self.sides)

    @property
    def undecided_cells(self) -> int:
        return sum(side.undecided_cells for side in self.sides)

    @property
    def cells(self) -> int:
        """How many decisions the row takes."""
        return sum(1 if side.is_single else len(side.places) for side in self.sides)

    @property
    def notes(self) -> list[str]:
        """What the decisions say about who and when, each with its side or its column where there are several."""
        noted = [(side.group.label, side.decision.note) for side in self.sides if side.decision and side.decision.note]
        told = [f"{label}: {note}" if label and len(self.sides) > 1 else note for label, note in noted]
        cells = (place for side in self.sides for place in side.places if place.cell and place.cell.note)
        return told + [f"{place.column.short or place.column}: {place.cell.note}" for place in cells if place.cell]

    @property
    def entries(self) -> list[Any]:
        """What a form holds for this row."""
        return [part.entry for side in self.sides for part in ([side] if side.is_single else side.places) if part.entry]

    @property
    def has_errors(self) -> bool:
        return any(entry.all_errors for entry in self.entries)

    @property
    def asks(self) -> bool:
        """Whether some decision of the row asks who or when."""
        return any(side.is_single and side.is_open and bool(side.asks) for side in self.sides)

    @property
    def changed(self) -> int:
        return sum(entry.is_changed for entry in self.entries)

    @property
    def sources(self) -> list[str]:
        """Where the decisions of this row came from, unless the school made them or every school has them."""
        own = (Provenance.SCHOOL, Provenance.STANDARD)
        decided: list[Decision | Cell] = [*self.row.decisions.all(), *self.row.cells.all()]
        return sorted({part.get_provenance_display() for part in decided if part.provenance not in own})

    @property
    def is_doubtful(self) -> bool:
        """Whether a source left it in doubt and no school has decided it since: then the remark says why."""
        return bool(self.row.remark) and (self.is_undecided or bool(self.sources))

    @property
    def locks(self) -> list[str]:
        """Why some decisions cannot be chosen here, each reason once."""
        return list(dict.fromkeys(lock.reason for lock in self.row.locks.all() if lock.reason))


class Parts:
    """The parts of one matrix, or of several, read in the same number of queries."""

    def __init__(self, **which: Any) -> None:
        decided = ("rows__decisions", "rows__cells", "rows__locks")
        self.column_groups = list(ColumnGroup.objects.filter(**which).prefetch_related("columns"))
        self.row_groups = list(RowGroup.objects.filter(**which).prefetch_related("rows", *decided))


def tables_of(version: PolicyVersion) -> "list[Table]":
    """Every table of a version, for no more queries than one takes."""
    parts = Parts(matrix__version=version)
    matrices = list(version.matrices.all())
    for matrix in matrices:
        matrix.version = version
    return [Table(matrix, parts) for matrix in matrices]


class Table:
    """All of a matrix, in memory."""

    def __init__(self, matrix: Matrix, parts: "Parts | None" = None) -> None:
        self.matrix = matrix
        self.parts = parts or Parts(matrix=matrix)
        self.groups = [group for group in self.parts.column_groups if group.matrix_id == matrix.pk]
        self.columns = {column.pk: column for group in self.groups for column in group.columns.all()}
        for group in self.groups:
            group.matrix = matrix
            for column in group.columns.all():
                column.group = group
        self.row_groups: list[tuple[RowGroup, list[Line]]] = self._lines()

    def _lines(self) -> list[tuple[RowGroup, list[Line]]]:
        number, found = 0, []
        for group in (group for group in self.parts.row_groups if group.matrix_id == self.matrix.pk):
            lines = []
            for number, row in enumerate(group.rows.all(), start=number + 1):  # noqa: B020  numbers run on
                row.group, row.matrix = group, self.matrix
                lines.append(Line(row, number, [self._side(row, side) for side in self.groups]))
            found.append((group, lines))
        return found

    def _side(self, row: Row, group: ColumnGroup) -> Side:
        decision = next((decision for decision in row.decisions.all() if decision.group_id == group.pk), None)
        if decision:
            decision.column = self.columns[decision.column_id]
        cells = {cell.column_id: cell for cell in row.cells.all()}
        places = [
            Place(
                row,
                column,
                is_chosen=decision is not None and decision.column_id == column.pk,
                cell=cells.get(column.pk),
                never=row.never(column),
            )
            for column in group.columns.all()
        ]
        return Side(row, group, places, decision)

    @property
    def lines(self) -> Iterator[Line]:
        return (line for _, lines in self.row_groups for line in lines)

    @cached_property
    def undecided(self) -> list[Line]:
        return [line for line in self.lines if line.is_undecided]

    @property
    def sources(self) -> list[str]:
        """Where decisions came from that the school has not made itself."""
        return sorted({source for line in self.lines for source in line.sources})

    @property
    def lead(self) -> str:
        return LEADS[Matrix.Kind(self.matrix.kind)]

    @property
    def rows_are(self) -> str:
        """What a row of this table is."""
        return ROWS_ARE.get(Matrix.Kind(self.matrix.kind), "Misuse")

    @property
    def is_sanctions(self) -> bool:
        return self.matrix.kind in Matrix.SANCTIONS

    @property
    def has_sides(self) -> bool:
        return len(self.groups) > 1

    @property
    def is_wide(self) -> bool:
        """Whether it takes a sheet of paper that is turned."""
        return self.is_sanctions or self.has_sides

    @property
    def fills_a_sheet(self) -> bool:
        return self.is_wide or self.is_long

    @property
    def has_locks(self) -> bool:
        return any(place.never for line in self.lines for side in line.sides for place in side.places)

    @property
    def is_long(self) -> bool:
        """Whether it takes most of a sheet of paper."""
        return sum(1 for _ in self.lines) > LONG

    @property
    def width(self) -> int:
        return 1 + len(self.columns)
