"""Changing the shape of a draft's tables: rows, headings, columns, sides, locks, and whole tables.

Each verb locks the version, asks the rule, and leaves positions without gaps and a line of history that reads.
"""

from .columns import WITH_SIDES, add_column, add_side, change_column, change_side, retire_column, retire_side
from .headings import add_heading, rename_heading, retire_heading
from .locks import lift_lock, lock_cell
from .moving import move
from .putting_back import put_back
from .rows import add_row, change_row, retire_row
from .tables import add_table, remove_table, rename_table

__all__ = [
    "WITH_SIDES",
    "add_column",
    "add_heading",
    "add_row",
    "add_side",
    "add_table",
    "change_column",
    "change_row",
    "change_side",
    "lift_lock",
    "lock_cell",
    "move",
    "put_back",
    "remove_table",
    "rename_heading",
    "rename_table",
    "retire_column",
    "retire_heading",
    "retire_row",
    "retire_side",
]
