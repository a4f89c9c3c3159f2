"""Schools, federations, terms, users, memberships, and the register of people."""

from .register import Agency, Person
from .schools import SMALLEST_SUPPRESSION, Federation, School, Term
from .users import Membership, User, UserManager

__all__ = [
    "SMALLEST_SUPPRESSION",
    "Agency",
    "Federation",
    "Membership",
    "Person",
    "School",
    "Term",
    "User",
    "UserManager",
]
