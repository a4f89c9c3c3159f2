"""What other pages ask about policies, each in a fixed number of queries."""

from .agreements import (
    Agreement,
    Own,
    in_force,
    kept_by,
    own,
    read_by,
    signatures_of,
    signed_before,
    signed_on_screen_by,
)
from .comparing import Comparison, WhatChanged, compare, unsaid, what_changed, what_changes_for_staff
from .coverage import coverages, not_covered_by, versions_to_copy
from .decision_history import Chosen, chosen_in, told, versions_of_row
from .decisions import Size, Verdicts, changes_between, row_in_force, sizes, verdicts
from .mending import mending_of
from .notes import Notes, Places, notes_on, places_in
from .overviews import KindToStart, Overview, covered_today, kinds_to_start, overviews, without_a_policy
from .public import published
from .shape import EARLIER, STANDARD, Shape, Source, earlier_version, lacking_tables, standard_table, table_of
from .signatories import NO_CLASS, Roll, SchoolClass, Signatory, about, roll_of, rolls, told_since
from .standing import Standing, is_late, review_in_words, standings, standings_for

__all__ = [
    "EARLIER",
    "NO_CLASS",
    "STANDARD",
    "Agreement",
    "Chosen",
    "Comparison",
    "KindToStart",
    "Notes",
    "Overview",
    "Own",
    "Places",
    "Roll",
    "SchoolClass",
    "Shape",
    "Signatory",
    "Size",
    "Source",
    "Standing",
    "Verdicts",
    "WhatChanged",
    "about",
    "changes_between",
    "chosen_in",
    "compare",
    "coverages",
    "covered_today",
    "earlier_version",
    "in_force",
    "is_late",
    "kept_by",
    "kinds_to_start",
    "lacking_tables",
    "mending_of",
    "not_covered_by",
    "notes_on",
    "overviews",
    "own",
    "places_in",
    "published",
    "read_by",
    "review_in_words",
    "roll_of",
    "rolls",
    "row_in_force",
    "signatures_of",
    "signed_before",
    "signed_on_screen_by",
    "sizes",
    "standard_table",
    "standings",
    "standings_for",
    "table_of",
    "told",
    "told_since",
    "unsaid",
    "verdicts",
    "versions_of_row",
    "versions_to_copy",
    "what_changed",
    "what_changes_for_staff",
    "without_a_policy",
]
