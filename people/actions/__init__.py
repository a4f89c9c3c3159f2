"""What changes several tables at once, or adds to one: accounts, roles, the register, terms, the first school."""

from .accounts import add_user, change_email, close_account, invite_again, open_account_again, send_forgotten
from .failures import try_again
from .register import add_to_register
from .roles import confirm_role, confirm_roles, decline_role, end_role, give_role
from .second_step import agree_reset, ask_reset, remove_second_step, take_second_step_away, use_reset
from .set_up import set_up
from .settings import configure
from .terms import add_default_terms, change_terms

__all__ = [
    "add_default_terms",
    "add_to_register",
    "add_user",
    "agree_reset",
    "ask_reset",
    "change_email",
    "change_terms",
    "close_account",
    "configure",
    "confirm_role",
    "confirm_roles",
    "decline_role",
    "end_role",
    "give_role",
    "invite_again",
    "open_account_again",
    "remove_second_step",
    "send_forgotten",
    "set_up",
    "take_second_step_away",
    "try_again",
    "use_reset",
]
