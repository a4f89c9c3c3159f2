"""What changes several tables at once."""

from .grid import Change, ClashError, save_grid
from .placing import place_tables
from .signing import Recorded, ask_to_sign, record, record_names, remind, sign, take_back
from .starting import new_draft, start_policy

__all__ = [
    "Change",
    "ClashError",
    "Recorded",
    "ask_to_sign",
    "new_draft",
    "place_tables",
    "record",
    "record_names",
    "remind",
    "save_grid",
    "sign",
    "start_policy",
    "take_back",
]
