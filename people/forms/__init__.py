"""The forms of signing in and of the register."""

from .signing_in import SignInForm

__all__ = ["SignInForm"]
