"""The registers that data protection asks for."""

from .breaches import Breach
from .disposals import Disposal, Hold
from .requests import AccessRequest, AnswerFile, FileContent, PartDecision, Taking

__all__ = [
    "AccessRequest",
    "AnswerFile",
    "Breach",
    "Disposal",
    "FileContent",
    "Hold",
    "PartDecision",
    "Taking",
]
