"""Locks: decisions that may never be chosen for a row."""

from django.db import transaction

from core.access import Refused
from people.models import User

from ...models import Cell, Column, ColumnGroup, Lock, Matrix, Pinned
from .opening import find, open_table


@transaction.atomic
def lock_cell(matrix: Matrix, row_key: str, place: str, *, by: User, reason: str) -> Lock:
    """Say that a row may never have a decision. `place` is "<side>.<column>"."""
    open_table(matrix, by)
    row = find(matrix.all_rows.all(), row_key, "row")
    column = _column(matrix, place)
    if already := row.never(column):
        raise Refused(already)
    if row.fixed_id:
        raise Refused(f"“{row}” is fixed: it has no other decision.")
    if column.group.choice == ColumnGroup.Choice.ONE:
        if row.decisions.filter(column=column).exists():
            raise Refused(f"“{row}” is “{column}” now: decide otherwise first.")
        if not column.group.columns.exclude(pk=column.pk).exclude(locks__row=row).exists():
            raise Refused(f"“{row}” would have no decision left to choose.")
    elif row.cells.filter(column=column).exclude(value=Cell.Value.NO).exists():
        raise Refused(f"“{column}” is chosen for “{row}” now: decide no first.")
    lock = Lock(row=row, column=column, reason=reason)
    lock.save_as(by, f"“{row}” locked: never “{column}”")
    return lock


@transaction.atomic
def lift_lock(matrix: Matrix, row_key: str, place: str, *, by: User) -> None:
    """Take away a lock that the school made itself."""
    open_table(matrix, by)
    row = find(matrix.all_rows.all(), row_key, "row")
    column = _column(matrix, place)
    lock = row.locks.filter(column=column).first()
    if lock is None:
        raise Refused(f"“{row}” is not locked for “{column}”: somebody lifted the lock.")
    if Pinned(matrix.kind).lock(row, column):
        raise Refused(f"The standard set locks “{row}” for “{column}” in every school: it stays locked.")
    lock.delete_as(by, f"“{row}” may be “{column}” again")


def _column(matrix: Matrix, place: str) -> Column:
    side, _, key = place.partition(".")
    columns = Column.objects.filter(group__matrix=matrix, group__key=side).select_related("group")
    return find(columns, key, "column")
