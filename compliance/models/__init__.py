"""The registers that data protection asks for."""

from .breaches import Breach
from .decisions import PartDecision
from .disposals import Disposal, Hold
from .files import AnswerFile, FileContent, Taking
from .requests import AccessRequest, DataSubject

__all__ = [
    "AccessRequest",
    "AnswerFile",
    "Breach",
    "DataSubject",
    "Disposal",
    "FileContent",
    "Hold",
    "PartDecision",
    "Taking",
]
