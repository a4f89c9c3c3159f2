"""What an earlier version or the standard set has, and this draft does not: put back with what was decided there."""

from typing import Any

from django.db import transaction

from core.access import Refused
from people.models import User

from ...copying import Copying
from ...models import Cell, Column, ColumnGroup, Decision, Lock, Matrix, Row, RowGroup
from ...reasons import PUT_BACK
from .opening import arrange, find, open_table, refuse_twins
from .pinning import lock_as_the_standard_set_does


@transaction.atomic
def put_back(matrix: Matrix, part: str, key: str, *, source: Matrix, by: User) -> Any:
    """Copy a row, heading, side or column of `source`, a table of the same kind, with its decisions."""
    open_table(matrix, by)
    if source.kind != matrix.kind:
        raise Refused("That belongs to another table.")
    return _PuttingBack(matrix, source, by, PUT_BACK(source.version.name)).part(part, key)


class _PuttingBack:
    """One act of putting back: parts of the source that the table has, by their keys, stand for each other."""

    def __init__(self, matrix: Matrix, source: Matrix, by: User, reason: str) -> None:
        self.matrix, self.source, self.by, self.reason = matrix, source, by, reason
        self.copying = Copying(by, reason)
        self.copying.copies[Matrix, source.pk] = matrix
        self.copying.knows(source.row_groups.all(), matrix.row_groups.all())
        self.copying.knows(source.all_rows.all(), matrix.all_rows.all())
        self.copying.knows(source.column_groups.all(), matrix.column_groups.all())
        for group in matrix.column_groups.all():
            columns = Column.objects.filter(group__matrix=source, group__key=group.key)
            self.copying.knows(columns, group.columns.all())

    def part(self, part: str, key: str) -> Any:
        verbs = {"row": self.row, "heading": self.heading, "side": self.side, "column": self.column}
        if part not in verbs:
            raise Refused("Only rows, headings, columns and sides can be put back.")
        return verbs[part](key)

    def row(self, key: str) -> Row:
        row = find(self.source.all_rows.select_related("group"), key, "row")
        self._refuse_what_is_there(row, self.matrix.all_rows.all(), "row")
        if row.fixed_id and (Column, row.fixed_id) not in self.copying.copies:
            raise Refused(f"Put back the column that “{row}” is fixed on first.")
        if (RowGroup, row.group_id) not in self.copying.copies:
            self.heading(row.group.key)
        [copy] = self.copying.make([row])
        self._decided(row=row)
        self._insert(copy, list(copy.group.rows.exclude(pk=copy.pk)))
        return copy

    def heading(self, key: str) -> RowGroup:
        heading = find(self.source.row_groups.all(), key, "heading")
        self._refuse_what_is_there(heading, self.matrix.row_groups.all(), "heading")
        [copy] = self.copying.make([heading])
        self._insert(copy, list(self.matrix.row_groups.exclude(pk=copy.pk)))
        return copy

    def side(self, key: str) -> ColumnGroup:
        side = find(self.source.column_groups.all(), key, "side")
        self._refuse_what_is_there(side, self.matrix.column_groups.all(), "side")
        [copy] = self.copying.make([side])
        self.copying.make(list(side.columns.all()))
        self._decided(column__group=side)
        self._insert(copy, list(self.matrix.column_groups.exclude(pk=copy.pk)))
        return copy

    def column(self, key: str) -> Column:
        side_key, _, own = key.partition(".")
        column = find(Column.objects.filter(group__matrix=self.source, group__key=side_key), own, "column")
        side = find(self.matrix.column_groups.all(), side_key, "side")
        self._refuse_what_is_there(column, side.columns.all(), "column")
        [copy] = self.copying.make([column])
        self._decided(column=column)
        self._insert(copy, list(side.columns.exclude(pk=copy.pk)))
        return copy

    def _refuse_what_is_there(self, wanted: Any, own: Any, noun: str) -> None:
        if own.filter(key=wanted.key).exists():
            raise Refused(f"“{wanted}” is already in the table: somebody put it back.")
        refuse_twins(own, wanted.label, noun)

    def _decided(self, **where: Any) -> None:
        """Locks, decisions and cells whose row and column are both in the table, where nothing is decided yet."""
        copies = self.copying.copies
        decided = set(Decision.objects.filter(row__matrix=self.matrix).values_list("row_id", "group_id"))

        def both_are_here(each: Lock | Decision | Cell) -> bool:
            return (Row, each.row_id) in copies and (Column, each.column_id) in copies

        def is_open(each: Decision) -> bool:
            return (copies[Row, each.row_id].pk, copies[ColumnGroup, each.group_id].pk) not in decided

        self.copying.make([lock for lock in Lock.objects.filter(**where) if both_are_here(lock)])
        decisions = [each for each in Decision.objects.filter(**where) if both_are_here(each)]
        self.copying.make([decision for decision in decisions if is_open(decision)])
        self.copying.make([cell for cell in Cell.objects.filter(**where) if both_are_here(cell)])
        lock_as_the_standard_set_does(self.matrix, by=self.by)  # the source does not know columns that were added here

    def _insert(self, copy: Any, siblings: list[Any]) -> None:
        """Where it stood, as far as its neighbours are still there."""
        siblings.insert(min(copy.position, len(siblings)), copy)
        arrange(siblings, by=self.by, reason=self.reason)
