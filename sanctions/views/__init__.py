"""Pages of the sanctions: the tables, deciding on an incident, what is in force, and the chronology of a person."""

from .chronology import PersonChronology
from .consistency import Consistency, ExportConsistency
from .deciding import ChooseMisuse, Decide
from .lifting import InForce, Lift
from .parents import RecordParents
from .tables import Tables

__all__ = [
    "ChooseMisuse",
    "Consistency",
    "Decide",
    "ExportConsistency",
    "InForce",
    "Lift",
    "PersonChronology",
    "RecordParents",
    "Tables",
]
