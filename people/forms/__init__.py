"""The forms of signing in and of the register."""

from .messages import AgainForm, MessagesForm
from .signing_in import SignInForm

__all__ = ["AgainForm", "MessagesForm", "SignInForm"]
