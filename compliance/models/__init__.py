"""The registers that data protection asks for."""

from .breaches import Breach

__all__ = ["Breach"]
