"""Schools, federations, terms, users, memberships, the register of people, and what users are told."""

from .imports import ColumnMapping, RegisterImport, Who
from .notices import Notice
from .register import Agency, Person
from .schools import SMALLEST_SUPPRESSION, Federation, School, Term
from .users import Membership, User, UserManager

__all__ = [
    "SMALLEST_SUPPRESSION",
    "Agency",
    "ColumnMapping",
    "Federation",
    "Membership",
    "Notice",
    "Person",
    "RegisterImport",
    "School",
    "Term",
    "User",
    "UserManager",
    "Who",
]
