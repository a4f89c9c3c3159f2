"""Pages of the sanctions: the tables, deciding on an incident, and the chronology of a person."""

from .chronology import PersonChronology
from .deciding import ChooseMisuse, Decide
from .tables import Tables

__all__ = ["ChooseMisuse", "Decide", "PersonChronology", "Tables"]
