"""The registers that data protection asks for."""

from .breaches import Breach
from .disposals import Disposal, Hold

__all__ = ["Breach", "Disposal", "Hold"]
