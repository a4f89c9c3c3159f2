"""What changes several tables at once: accounts, roles, terms, and the first school."""

from .accounts import add_user, change_email, close_account, invite_again, open_account_again
from .roles import confirm_role, decline_role, end_role, give_role
from .set_up import set_up
from .terms import add_default_terms, change_terms

__all__ = [
    "add_default_terms",
    "add_user",
    "change_email",
    "change_terms",
    "close_account",
    "confirm_role",
    "decline_role",
    "end_role",
    "give_role",
    "invite_again",
    "open_account_again",
    "set_up",
]
