"""The registers that data protection asks for."""

from .breaches import Breach
from .disposals import Disposal, Hold
from .requests import AccessRequest, AnswerFile, DataSubject, FileContent, PartDecision, Taking

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
