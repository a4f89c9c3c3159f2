"""What the pages about users and about the register read."""

from .completeness import completeness, given_and_waiting
from .register import on_register, possible_duplicates, similar_entries, told_of
from .users import history_of, narrowed, schools_managed_by, users_managed_by

__all__ = [
    "completeness",
    "given_and_waiting",
    "history_of",
    "narrowed",
    "on_register",
    "possible_duplicates",
    "schools_managed_by",
    "similar_entries",
    "told_of",
    "users_managed_by",
]
