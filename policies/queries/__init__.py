"""What other pages ask about policies, each in a fixed number of queries."""

from .decisions import Size, Verdicts, changes_between, sizes, verdicts
from .overviews import Overview, covered_today, overviews, without_a_policy
from .standing import Standing, is_late, review_in_words, standings

__all__ = [
    "Overview",
    "Size",
    "Standing",
    "Verdicts",
    "changes_between",
    "covered_today",
    "is_late",
    "overviews",
    "review_in_words",
    "sizes",
    "standings",
    "verdicts",
    "without_a_policy",
]
