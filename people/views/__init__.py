"""Signing in; who holds which role; and the register."""

from .people import People, SignIn, search

__all__ = ["People", "SignIn", "search"]
