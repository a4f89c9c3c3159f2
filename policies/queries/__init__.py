"""What other pages ask about policies, each in a fixed number of queries."""

from .comparing import Comparison, WhatChanged, compare, what_changed, what_changes_for_staff
from .decisions import Size, Verdicts, changes_between, sizes, verdicts
from .overviews import Overview, covered_today, overviews, without_a_policy
from .standing import Standing, is_late, review_in_words, standings

__all__ = [
    "Comparison",
    "Overview",
    "Size",
    "Standing",
    "Verdicts",
    "WhatChanged",
    "changes_between",
    "compare",
    "covered_today",
    "is_late",
    "overviews",
    "review_in_words",
    "sizes",
    "standings",
    "verdicts",
    "what_changed",
    "what_changes_for_staff",
    "without_a_policy",
]
