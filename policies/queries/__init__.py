"""What other pages ask about policies, each in a fixed number of queries."""

from .comparing import Comparison, WhatChanged, compare, what_changed, what_changes_for_staff
from .decided import Chosen, chosen_in, told, versions_of_row
from .decisions import Size, Verdicts, changes_between, sizes, verdicts
from .overviews import Overview, covered_today, overviews, without_a_policy
from .standing import Standing, is_late, review_in_words, standings

__all__ = [
    "Chosen",
    "Comparison",
    "Overview",
    "Size",
    "Standing",
    "Verdicts",
    "WhatChanged",
    "changes_between",
    "chosen_in",
    "compare",
    "covered_today",
    "is_late",
    "overviews",
    "review_in_words",
    "sizes",
    "standings",
    "told",
    "verdicts",
    "versions_of_row",
    "what_changed",
    "what_changes_for_staff",
    "without_a_policy",
]
