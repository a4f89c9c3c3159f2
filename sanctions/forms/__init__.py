"""The forms of what follows: which misuse it was, what is decided on each action, and when what lasted has ended."""

from .deciding import DecisionsForm
from .lifting import LiftForm
from .misuse import MisuseForm

__all__ = ["DecisionsForm", "LiftForm", "MisuseForm"]
