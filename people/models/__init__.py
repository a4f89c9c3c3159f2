"""Schools, federations, terms, users, memberships, the register of people, and what users are told."""

from .agencies import Agency
from .crests import Crest
from .imports import ColumnMapping, ImportProblem, RegisterImport, Who
from .memberships import Membership
from .notices import Notice
from .register import Person
from .resets import SecondStepReset
from .rolling import RollOver
from .schools import SMALLEST_SUPPRESSION, Federation, Masthead, School, Term, keep_masthead, masthead_of, own_schools
from .users import User, UserManager

__all__ = [
    "SMALLEST_SUPPRESSION",
    "Agency",
    "ColumnMapping",
    "Crest",
    "Federation",
    "ImportProblem",
    "Masthead",
    "Membership",
    "Notice",
    "Person",
    "RegisterImport",
    "RollOver",
    "School",
    "SecondStepReset",
    "Term",
    "User",
    "UserManager",
    "Who",
    "keep_masthead",
    "masthead_of",
    "own_schools",
]
