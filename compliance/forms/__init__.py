"""Forms of the registers of data protection."""

from .breaches import AssessForm, BreachForm, RegulatorForm, ToldForm
from .disposals import AskForm, HoldForm
from .requests import AnsweredForm, DecideForm, RequestForm

__all__ = [
    "AnsweredForm",
    "AskForm",
    "AssessForm",
    "BreachForm",
    "DecideForm",
    "HoldForm",
    "RegulatorForm",
    "RequestForm",
    "ToldForm",
]
