"""What the standard set holds fast follows every change to the shape of a table."""

from core import bulk
from people.models import User

from ...models import Column, Lock, Matrix, Pinned


def lock_as_the_standard_set_does(matrix: Matrix, *, by: User) -> None:
    """Lock each row of the table for every column that means what the standard set locks."""
    pinned = Pinned(matrix.kind)
    columns = list(Column.objects.filter(group__matrix=matrix))
    there = set(Lock.objects.filter(row__matrix=matrix).values_list("row", "column"))
    missing = [
        Lock(row=row, column=column, reason=lock.reason)
        for row in matrix.all_rows.all()
        for column in columns
        if (row.pk, column.pk) not in there and (lock := pinned.lock(row, column))
    ]
    bulk.create(Lock, missing, by=by, reason="The standard set locks this meaning in every school")
