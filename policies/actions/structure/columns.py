"""Columns of a draft's table, and its sides: the groups that they stand in."""

from django.db import transaction

from core import bulk
from core.access import Refused
from core.normalising import folded
from core.words import counted
from people.models import User

from ...models import Cell, Column, ColumnGroup, Lock, Matrix, Meaning
from .opening import arrange, find, key_of, open_table, refuse_twins, take_away
from .pinning import lock_as_the_standard_set_does

WITH_SIDES = (Matrix.Kind.COMMUNICATIONS, Matrix.Kind.DEVICES)  # the others ask one question of everybody


@transaction.atomic
def add_column(matrix: Matrix, side: str, *, by: User, label: str, short: str, meaning: str) -> Column:
    """Add a column at the end of a side. Rows that may never have this meaning are locked for it too."""
    open_table(matrix, by)
    group = find(matrix.column_groups.all(), side, "side")
    columns = list(group.columns.all())
    _refuse_borrowed_names(meaning, label, short)
    refuse_twins(columns, label, "column")
    key = key_of(label, {column.key for column in columns} | _keys_ever(group), "column")
    column = Column(group=group, key=key, label=label, short=short, meaning=meaning, position=len(columns))
    column.save_as(by, f"Column “{label}” added")
    lock_as_the_standard_set_does(matrix, by=by)
    return column


def _keys_ever(group: ColumnGroup) -> set[str]:
    return set(Column.history.filter(group_id=group.pk).values_list("key", flat=True))


@transaction.atomic
def change_column(matrix: Matrix, side: str, key: str, *, by: User, label: str, short: str, meaning: str) -> Column:
    """Change what a column is called and means; its key stays."""
    open_table(matrix, by)
    column = _column(matrix, side, key)
    _refuse_borrowed_names(meaning, *({label, short} - {column.label, column.short}))
    refuse_twins(column.group.columns.exclude(pk=column.pk), label, "column")
    if meaning != column.meaning and (column.locks.exists() or matrix.all_rows.filter(fixed=column).exists()):
        raise Refused(f"“{column}” keeps its meaning, because rows are fixed or locked on it.")
    before, means_something_else = column.label, meaning != column.meaning
    column.label, column.short, column.meaning = label, short, meaning
    column.save_as(by, f"Column “{before}” changed" if label == before else f"Column “{before}” renamed")
    if means_something_else:
        lock_as_the_standard_set_does(matrix, by=by)
    return column


def _refuse_borrowed_names(meaning: str, *names: str) -> None:
    """A column called what another meaning is called would say the opposite of what the program does."""
    others = {folded(other.label) for other in Meaning if other != meaning}
    for name in names:
        if folded(name) in others:
            raise Refused(f"“{name}” is what the program calls another decision: choose other words.")


def _column(matrix: Matrix, side: str, key: str) -> Column:
    columns = Column.objects.filter(group__matrix=matrix, group__key=side).select_related("group")
    return find(columns, key, "column")


@transaction.atomic
def retire_column(matrix: Matrix, side: str, key: str, *, by: User) -> Column:
    """Take a column out of the draft, with what was decided in it."""
    open_table(matrix, by)
    column = _column(matrix, side, key)
    if fixed := matrix.all_rows.filter(fixed=column).count():
        raise Refused(f"“{column}” stays in the table: {counted(fixed, 'row')} fixed on it can have no other decision.")
    others = list(column.group.columns.exclude(pk=column.pk))
    if not others:
        raise Refused("A table needs at least one column to decide for.")
    said = f"Column “{column}” retired"
    for parts in (column.locks, column.decisions, column.cells):
        take_away(parts.all(), by=by, reason=said)
    column.delete_as(by, said)
    arrange(others, by=by, reason=said)
    return column


@transaction.atomic
def add_side(matrix: Matrix, *, by: User, label: str, audience: str) -> ColumnGroup:
    """Add a side that has the columns of the first one; every decision in it is still open."""
    open_table(matrix, by)
    if matrix.kind not in WITH_SIDES:
        raise Refused("This table asks one question of everybody: it has no sides.")
    sides = list(matrix.column_groups.all())
    if any(not side.label for side in sides):
        raise Refused("Say first whom the existing side is for: edit it and give it a name.")
    refuse_twins(sides, label, "side")
    key = key_of(label, {side.key for side in sides}, "side")
    side = ColumnGroup(
        matrix=matrix, key=key, label=label, audience=audience, choice=sides[0].choice, position=len(sides)
    )
    said = f"Side “{label}” added"
    side.save_as(by, said)
    columns = [
        Column(
            group=side,
            key=column.key,
            label=column.label,
            short=column.short,
            meaning=column.meaning,
            position=column.position,
        )
        for column in sides[0].columns.all()
    ]
    bulk.create(Column, columns, by=by, reason=said)
    return side


@transaction.atomic
def change_side(matrix: Matrix, key: str, *, by: User, label: str, audience: str) -> ColumnGroup:
    open_table(matrix, by)
    side = find(matrix.column_groups.all(), key, "side")
    refuse_twins(matrix.column_groups.exclude(pk=side.pk), label, "side")
    before = side.label
    side.label, side.audience = label, audience
    side.save_as(by, f"Side “{before}” changed" if before else "Side named")
    return side


@transaction.atomic
def retire_side(matrix: Matrix, key: str, *, by: User) -> ColumnGroup:
    """Take a side out of the draft: its columns and what was decided in them."""
    open_table(matrix, by)
    side = find(matrix.column_groups.all(), key, "side")
    others = list(matrix.column_groups.exclude(pk=side.pk))
    if not others:
        raise Refused("A table needs at least one side: there would be nothing to decide.")
    if matrix.all_rows.filter(fixed__group=side).exists():
        raise Refused(f"“{side}” stays in the table, because rows are fixed in it.")
    said = f"Side “{side}” retired"
    take_away(Lock.objects.filter(column__group=side), by=by, reason=said)
    take_away(side.decisions.all(), by=by, reason=said)
    take_away(Cell.objects.filter(column__group=side), by=by, reason=said)
    take_away(side.columns.all(), by=by, reason=said)
    side.delete_as(by, said)
    arrange(others, by=by, reason=said)
    return side
