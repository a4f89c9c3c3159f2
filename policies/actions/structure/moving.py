"""One step up or down among the parts of the same kind."""

from typing import Any

from django.db import models, transaction

from core.access import Refused
from people.models import User

from ...models import Column, Matrix
from .opening import arrange, find, open_table


@transaction.atomic
def move(matrix: Matrix, part: str, key: str, *, by: User, step: int, shown: int) -> Any:
    """Move a row, heading, side or column by one place. The key of a column is "<side>.<column>".

    `shown` is the position that its page showed: pressed twice, the button moves once.
    """
    open_table(matrix, by)
    moved, siblings = _part_and_siblings(matrix, part, key)
    index = siblings.index(moved)
    if index == shown + step:
        return moved
    if index != shown:
        raise Refused(f"Somebody else moved “{moved}” meanwhile: look where it stands now.")
    if not 0 <= index + step < len(siblings):
        raise Refused(f"“{moved}” is already the {'first' if step < 0 else 'last'} in its place.")
    siblings.insert(index + step, siblings.pop(index))
    arrange(siblings, by=by, reason=f"{part.capitalize()} “{moved}” moved {'up' if step < 0 else 'down'}")
    return moved


def _part_and_siblings(matrix: Matrix, part: str, key: str) -> tuple[Any, list[Any]]:
    if part == "row":
        row = find(matrix.all_rows.select_related("group"), key, part)
        return row, list(row.group.rows.all())
    if part == "column":
        side, _, own = key.partition(".")
        columns = Column.objects.filter(group__matrix=matrix, group__key=side)
        return find(columns, own, part), list(columns)
    among: dict[str, models.QuerySet[Any]] = {
        "heading": matrix.row_groups.all(),
        "side": matrix.column_groups.all(),
    }
    if part not in among:
        raise Refused("Only rows, headings, columns and sides can be moved.")
    return find(among[part], key, part), list(among[part])
