"""Two versions in memory, everything by its key: what one of them calls anew stays what it was."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects

from ...models import Cell, Column, ColumnGroup, Decision, Lock, Matrix, PolicyVersion, Row, RowGroup

ColumnKey = tuple[str, str]  # of its group, and its own
Place = tuple[str, str, str]  # keys of row, group and, in a group of choice many, column


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in one place of a table."""

    value: str  # key of the column, or a `Cell.Value`
    note: str
    words: str
    meaning: str = ""  # of the column that was decided

    @property
    def says(self) -> tuple[str, str]:
        return self.value, self.note


@dataclass(slots=True)
class Contents:
    """One table of one version."""

    matrix: Matrix
    headings: dict[str, RowGroup] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    groups: dict[str, ColumnGroup] = field(default_factory=dict)
    columns: dict[ColumnKey, Column] = field(default_factory=dict)
    places: dict[Place, Said] = field(default_factory=dict)
    locks: dict[tuple[str, ColumnKey], str] = field(default_factory=dict)

    def of_row(self, key: str) -> list[tuple[ColumnGroup, Column | None, Said]]:
        """What is said about one row, in the order of the columns."""
        found: list[tuple[ColumnGroup, Column | None, Said]] = []
        for name, group in self.groups.items():
            if said := self.places.get((key, name, "")):
                found.append((group, None, said))
            for (own, column_key), column in self.columns.items():
                if own == name and (said := self.places.get((key, name, column_key))):
                    found.append((group, column, said))
        return found


def tables_of(versions: Sequence[PolicyVersion]) -> dict[int, dict[str, Contents]]:
    """`{version id: {kind: Contents}}`. Eight queries, however many versions and tables; the versions keep two."""
    prefetch_related_objects(versions, "sections", "matrices")
    sections = {section.pk: section for version in versions for section in version.sections.all()}
    matrices = [matrix for version in versions for matrix in version.matrices.all()]
    for matrix in matrices:
        matrix.section = sections[matrix.section_id] if matrix.section_id else None
    by_pk = {matrix.pk: Contents(matrix) for matrix in matrices}
    _read_columns(by_pk)
    _read_rows(by_pk)
    _read_decisions(by_pk)
    found: dict[int, dict[str, Contents]] = {version.pk: {} for version in versions}
    for contents in by_pk.values():
        found[contents.matrix.version_id][contents.matrix.kind] = contents
    return found


def _read_columns(by_pk: dict[int, Contents]) -> None:
    columns = Column.objects.filter(group__matrix__in=by_pk).select_related("group")
    for column in columns.order_by("group__position", "position"):
        contents = by_pk[column.group.matrix_id]
        column.group.matrix = contents.matrix
        contents.groups.setdefault(column.group.key, column.group)
        contents.columns[column.group.key, column.key] = column


def _read_rows(by_pk: dict[int, Contents]) -> None:
    for heading in RowGroup.objects.filter(matrix__in=by_pk):
        by_pk[heading.matrix_id].headings[heading.key] = heading
    for row in Row.objects.filter(matrix__in=by_pk).select_related("group", "fixed"):
        by_pk[row.matrix_id].rows[row.key] = row


def _read_decisions(by_pk: dict[int, Contents]) -> None:
    decisions = Decision.objects.filter(row__matrix__in=by_pk).select_related("column", "group", "row")
    for decision in decisions:
        column = decision.column
        said = Said(column.key, decision.note, column.label, column.meaning)
        by_pk[decision.row.matrix_id].places[decision.row.key, decision.group.key, ""] = said
    for cell in Cell.objects.filter(row__matrix__in=by_pk).select_related("column__group", "row"):
        place = (cell.row.key, cell.column.group.key, cell.column.key)
        by_pk[cell.row.matrix_id].places[place] = Said(cell.value, cell.note, cell.get_value_display())
    for lock in Lock.objects.filter(row__matrix__in=by_pk).select_related("column__group", "row"):
        locked = (lock.row.key, (lock.column.group.key, lock.column.key))
        by_pk[lock.row.matrix_id].locks[locked] = lock.reason


def field_in_words(record: Any, name: str) -> str:
    """What a record says in one of its fields, as a reader would say it; empty where it says nothing."""
    value = getattr(record, name)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    display = getattr(record, f"get_{name}_display", None)
    return str(display() if display else value or "")
