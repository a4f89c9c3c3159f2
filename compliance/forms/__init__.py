"""Forms of the registers of data protection."""

from .breaches import AssessForm, BreachForm, RegulatorForm, ToldForm

__all__ = ["AssessForm", "BreachForm", "RegulatorForm", "ToldForm"]
