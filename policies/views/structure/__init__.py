"""Pages that change the shape of a draft's tables."""

from .locks import LiftLock, LockCells
from .parts import (
    AddColumn,
    AddHeading,
    AddRow,
    AddSide,
    ChangeColumn,
    ChangeHeading,
    ChangeRow,
    ChangeSide,
    RenameTable,
)
from .retiring import RemoveTable, RetireColumn, RetireHeading, RetireRow, RetireSide
from .shape import ShapeOfMatrix
from .tables import AddTable

__all__ = [
    "AddColumn",
    "AddHeading",
    "AddRow",
    "AddSide",
    "AddTable",
    "ChangeColumn",
    "ChangeHeading",
    "ChangeRow",
    "ChangeSide",
    "LiftLock",
    "LockCells",
    "RemoveTable",
    "RenameTable",
    "RetireColumn",
    "RetireHeading",
    "RetireRow",
    "RetireSide",
    "ShapeOfMatrix",
]
