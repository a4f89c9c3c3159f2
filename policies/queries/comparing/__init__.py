"""What differs between two versions of a policy."""

from .changes import CellChange, Difference, SectionChange, TableChange, Verb
from .comparison import Comparison, compare, unsaid
from .telling import WhatChanged, what_changed, what_changes_for_staff

__all__ = [
    "CellChange",
    "Comparison",
    "Difference",
    "SectionChange",
    "TableChange",
    "Verb",
    "WhatChanged",
    "compare",
    "unsaid",
    "what_changed",
    "what_changes_for_staff",
]
