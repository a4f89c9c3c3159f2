"""Forms of the registers of data protection."""

from .breaches import AssessForm, BreachForm, RegulatorForm, ToldForm
from .disposals import AskForm, HoldForm

__all__ = ["AskForm", "AssessForm", "BreachForm", "HoldForm", "RegulatorForm", "ToldForm"]
