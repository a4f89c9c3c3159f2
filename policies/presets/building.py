"""Filling an empty draft from the presets: a handful of inserts, however many cells."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from django.db import models, transaction

from core import bulk
from core.access import Refused
from policies.models import (
    Cell,
    Column,
    ColumnGroup,
    Decision,
    Lock,
    Matrix,
    PolicyVersion,
    Provenance,
    Row,
    RowGroup,
)

from ..reasons import PRESET
from .files import MatrixPreset, RowPreset, all_presets, marks

Model = TypeVar("Model", bound=models.Model)


@transaction.atomic
def build(version: PolicyVersion, sources: Iterable[str] = (Provenance.STANDARD,), *, by: Any = None) -> None:
    """Give an empty version its matrices: those that a source has. The first source that decides a cell wins.

    `sources` are values of `Provenance`: "standard", "federation-2016", "primary-2020", "worked-example".
    """
    named = tuple(sources)
    if unknown := set(named) - (set(Provenance.values) - {Provenance.SCHOOL}):
        raise Refused(f"There is no preset “{sorted(unknown)[0]}”.")
    if version.matrices.exists():
        raise Refused("This version already has its tables.")
    presets = [preset for preset in all_presets() if set(preset.sources) & set(named)]
    _Builder(version, presets, named, by).build()


class _Builder:
    """Makes the records of one version, kind after kind: each refers to those before it."""

    def __init__(self, version: PolicyVersion, presets: list[MatrixPreset], sources: tuple[str, ...], by: Any) -> None:
        self.version, self.presets, self.sources, self.by = version, presets, sources, by
        self.columns: dict[tuple[str, str, str], Column] = {}  # by kind of matrix, group, column
        self.rows: dict[tuple[str, str], Row] = {}  # by kind of matrix, row

    def build(self) -> None:
        matrices = self._save(
            Matrix,
            (
                Matrix(version=self.version, kind=preset.kind, title=preset.title, position=position)
                for position, preset in enumerate(self.presets)
            ),
        )
        self.matrices = {matrix.kind: matrix for matrix in matrices}
        self._save_columns()
        self._save_rows()
        self._save(Lock, (lock for preset in self.presets for lock in self._locks(preset)))
        self._save(Decision, (decision for preset in self.presets for decision in self._decisions(preset)))
        self._save(Cell, (cell for preset in self.presets for cell in self._cells(preset)))

    def _save(self, model: type[Model], records: Iterable[Model]) -> list[Model]:
        return bulk.create(model, records, by=self.by, reason=PRESET())

    def _save_columns(self) -> None:
        groups = self._save(
            ColumnGroup,
            (
                ColumnGroup(
                    matrix=self.matrices[preset.kind],
                    key=group["key"],
                    label=group.get("label", ""),
                    audience=group.get("audience", ""),
                    choice=group["choice"],
                    position=position,
                )
                for preset in self.presets
                for position, group in enumerate(preset.column_groups)
            ),
        )
        self.groups = {(group.matrix.kind, group.key): group for group in groups}
        columns = self._save(
            Column,
            (
                Column(
                    group=self.groups[preset.kind, group["key"]],
                    position=position,
                    **preset.heading(column, self.sources),
                )
                for preset in self.presets
                for group in preset.column_groups
                for position, column in enumerate(group["columns"])
            ),
        )
        self.columns = {(column.group.matrix.kind, column.group.key, column.key): column for column in columns}

    def _save_rows(self) -> None:
        groups = self._save(
            RowGroup,
            (
                RowGroup(
                    matrix=self.matrices[preset.kind],
                    key=group["key"],
                    label=group.get("label", ""),
                    position=position,
                )
                for preset in self.presets
                for position, group in enumerate(preset.row_groups)
            ),
        )
        rows = self._save(
            Row,
            (
                self._row(preset, row, group, position)
                for preset, group in ((self._preset(group), group) for group in groups)
                for position, row in enumerate(self._included(preset, group.key))
            ),
        )
        self.rows = {(row.matrix.kind, row.key): row for row in rows}

    def _preset(self, group: RowGroup) -> MatrixPreset:
        return next(preset for preset in self.presets if preset.kind == group.matrix.kind)

    def _included(self, preset: MatrixPreset, group: str) -> list[RowPreset]:
        return [row for row in preset.rows[group] if row.is_in(self.sources)]

    def _row(self, preset: MatrixPreset, row: RowPreset, group: RowGroup, position: int) -> Row:
        choice = preset.column_groups[0]["key"]  # a row is fixed in a table of one group of columns
        return Row(
            matrix=group.matrix,
            group=group,
            key=row.key,
            label=row.label,
            law=row.law,
            four_c=row.four_c,
            police_case=row.police_case,
            fixed=self.columns[preset.kind, choice, row.fixed] if row.fixed else None,
            remark=preset.remark if set(row.doubtful) & set(self.sources) else "",
            position=position,
            **dict.fromkeys(row.flags, True),
        )

    def _all_rows(self, preset: MatrixPreset) -> Iterator[tuple[RowPreset, Row]]:
        for group in preset.rows:
            for row in self._included(preset, group):
                yield row, self.rows[preset.kind, row.key]

    def _locks(self, preset: MatrixPreset) -> Iterator[Lock]:
        choice = preset.column_groups[0]["key"]
        for written, row in self._all_rows(preset):
            for key in written.locked:
                yield Lock(row=row, column=self.columns[preset.kind, choice, key], reason=preset.lock_reasons[key])

    def _decisions(self, preset: MatrixPreset) -> Iterator[Decision]:
        for group in preset.column_groups:
            if group["choice"] == ColumnGroup.Choice.ONE:
                for written, row in self._all_rows(preset):
                    if decided := written.decided_by(group["key"], self.sources):
                        source, key = decided
                        column = self.columns[preset.kind, group["key"], key]
                        yield Decision(row=row, group=column.group, column=column, provenance=source)

    def _cells(self, preset: MatrixPreset) -> Iterator[Cell]:
        for group in preset.column_groups:
            if group["choice"] == ColumnGroup.Choice.MANY:
                columns = [self.columns[preset.kind, group["key"], column["key"]] for column in group["columns"]]
                for written, row in self._all_rows(preset):
                    said = written.says.get(group["key"], {})
                    for number, column in enumerate(columns, start=1):
                        if cell := self._cell(preset, said, number):
                            source, value = cell
                            yield Cell(row=row, column=column, value=value, provenance=source)

    def _cell(self, preset: MatrixPreset, said: dict[str, str], number: int) -> tuple[str, str] | None:
        """`(source, value)` of the first source that decides this cell."""
        for source in self.sources:
            if source in said:
                marked = marks(said[source])
                if number in marked:
                    return source, Cell.Value.CONDITIONAL if marked[number] else Cell.Value.YES
                if source in preset.complete:
                    return source, Cell.Value.NO
        return None
