"""Signing in; who holds which role; and the register."""

from .messages import Failures, Messages
from .people import People, SignIn, search

__all__ = ["Failures", "Messages", "People", "SignIn", "search"]
