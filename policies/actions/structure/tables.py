"""Whole tables of a draft: added, renamed, removed."""

from django.db import transaction

from core.access import Refused
from people.models import User

from ...copying import Copying
from ...models import Cell, Column, ColumnGroup, Decision, Lock, Matrix, Pinned, PolicyVersion, RowGroup
from ...reasons import TABLE_ADDED
from .opening import arrange, open_table, open_version, take_away
from .pinning import lock_as_the_standard_set_does

SHAPE_ALONE = (ColumnGroup, Column, RowGroup)


@transaction.atomic
def add_table(version: PolicyVersion, *, by: User, source: Matrix, with_rows: bool = True) -> Matrix:
    """Add a table that the draft lacks: a copy of another version's, or no rows but those that every school keeps."""
    open_version(version, by)
    if version.policy.is_agreement:
        raise Refused("An agreement is signed, not decided: it has no tables.")
    tables = list(version.matrices.all())
    if any(table.kind == source.kind for table in tables):
        raise Refused(f"This draft already has the table “{source.get_kind_display()}”.")
    copying = Copying(by, TABLE_ADDED(source))
    changes = {"version": version, "section": None, "position": len(tables)}
    table = copying.table(source, parts=() if with_rows else SHAPE_ALONE, **changes)
    if not with_rows:
        _keep_what_is_pinned(table, source, copying, by)
    return table


def _keep_what_is_pinned(table: Matrix, source: Matrix, copying: Copying, by: User) -> None:
    pinned = Pinned(source.kind)
    rows = [row for row in source.all_rows.order_by("pk") if pinned.keeps(row)]
    copying.make(rows)
    copying.make(list(Decision.objects.filter(row__in=rows, row__fixed__isnull=False)))
    for heading in table.row_groups.all():
        arrange(list(heading.rows.all()), by=by, reason=copying.reason)
    lock_as_the_standard_set_does(table, by=by)


@transaction.atomic
def rename_table(matrix: Matrix, *, by: User, title: str) -> None:
    open_table(matrix, by)
    matrix.refresh_from_db(fields=["title", "section", "position"])
    if any(other.title.casefold() == title.casefold() for other in matrix.version.matrices.exclude(pk=matrix.pk)):
        raise Refused(f"There is already a table called “{title}”: choose another name.")
    before, matrix.title = matrix.title, title
    matrix.save_as(by, f"Table “{before}” renamed")


@transaction.atomic
def remove_table(matrix: Matrix, *, by: User) -> None:
    """Take a table out of the draft, with all that was decided in it. Earlier versions keep theirs."""
    open_table(matrix, by)
    if matrix.kind == Matrix.Kind.USER_ACTIONS:
        raise Refused("This table stays: every incident is judged by it.")
    said = f"Table “{matrix}” removed"
    for model in (Lock, Decision, Cell):
        take_away(model._default_manager.filter(row__matrix=matrix), by=by, reason=said)
    take_away(matrix.all_rows.all(), by=by, reason=said)
    take_away(matrix.row_groups.all(), by=by, reason=said)
    take_away(Column.objects.filter(group__matrix=matrix), by=by, reason=said)
    take_away(matrix.column_groups.all(), by=by, reason=said)
    matrix.delete_as(by, said)
    arrange(list(matrix.version.matrices.all()), by=by, reason=said)
