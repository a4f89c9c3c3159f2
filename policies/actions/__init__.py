"""What changes several tables at once."""

from .grid import Change, ClashError, save_grid
from .starting import new_draft, start_policy

__all__ = ["Change", "ClashError", "new_draft", "save_grid", "start_policy"]
