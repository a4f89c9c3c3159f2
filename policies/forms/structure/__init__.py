"""What a row, a heading, a column, a side, a lock and a table are asked, in words."""

from .columns import ColumnForm, SideForm
from .rows import RowForm
from .tables import AddTableForm, HeadingForm, LockForm, TitleForm

__all__ = ["AddTableForm", "ColumnForm", "HeadingForm", "LockForm", "RowForm", "SideForm", "TitleForm"]
