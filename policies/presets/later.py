"""Rows that the standard set was given after a policy was started: its next draft has them, undecided."""

from people.models import User

from ..models import Cell, ColumnGroup, Decision, Lock, Matrix, PolicyVersion, Provenance, Row
from .files import MatrixPreset, RowPreset, all_presets

ADDED = "A row that the standard set has by now"


def add_later_rows(version: PolicyVersion, *, by: User) -> list[Row]:
    """Add to each table that began as the standard one what no version of the policy ever had.

    A row that the school took out stays out. Decided is only what nobody may decide otherwise: its locks.
    """
    presets = {preset.kind: preset for preset in all_presets() if Provenance.STANDARD in preset.sources}
    return [
        _add(matrix, presets[matrix.kind], group, row, by)
        for matrix in version.matrices.all()
        if matrix.kind in presets and _began_as_standard(matrix)
        for group, row in _later(matrix, presets[matrix.kind])
    ]


def later_rows(version: PolicyVersion) -> list[Row]:
    """Those that were added so when this version was begun."""
    added = Row.history.filter(history_change_reason=ADDED).values("id")
    return list(Row.objects.filter(matrix__version=version, pk__in=added).order_by("matrix__position", "pk"))


def _began_as_standard(matrix: Matrix) -> bool:
    decided = {"row__matrix": matrix, "provenance": Provenance.STANDARD}
    return Decision.objects.filter(**decided).exists() or Cell.objects.filter(**decided).exists()


def _later(matrix: Matrix, preset: MatrixPreset) -> list[tuple[str, RowPreset]]:
    """Rows of the preset, each with the key of its group, that no table of this kind of the policy ever had."""
    tables = Matrix.history.filter(version__policy=matrix.version.policy_id, kind=matrix.kind).values("id")
    ever = set(Row.history.filter(matrix_id__in=tables).values_list("key", flat=True))
    return [
        (group, row)
        for group, rows in preset.rows.items()
        for row in rows
        if row.is_in((Provenance.STANDARD,)) and row.key not in ever
    ]


def _add(matrix: Matrix, preset: MatrixPreset, group: str, written: RowPreset, by: User) -> Row:
    first = ColumnGroup.objects.filter(matrix=matrix).order_by("position").first()
    columns = {column.key: column for column in first.columns.all()} if first else {}
    place = matrix.row_groups.filter(key=group).first() or matrix.row_groups.order_by("position").last()
    row = Row(
        matrix=matrix,
        group=place,
        key=written.key,
        label=written.label,
        law=written.law,
        four_c=written.four_c,
        police_case=written.police_case,
        fixed=columns.get(written.fixed),
        position=place.rows.count() if place else 0,
        **dict.fromkeys(written.flags, True),
    )
    row.save_as(by, ADDED)
    for choice in matrix.column_groups.filter(choice=ColumnGroup.Choice.ONE) if written.fixed else ():
        for column in choice.columns.filter(key=written.fixed):
            decision = Decision(row=row, group=choice, column=column, provenance=Provenance.STANDARD)
            decision.save_as(by, "Of the standard set")
    for key in written.locked:
        if key in columns:
            Lock(row=row, column=columns[key], reason=preset.lock_reasons[key]).save_as(by, "Of the standard set")
    return row
