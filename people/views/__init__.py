"""The ways in; one's own account and how one is told; users and their roles; and the register."""

from .entrance import ForgottenPassword, Invitation, SetUp
from .messages import Failures, Messages
from .own import ChangeOwnDetails, ChangeOwnEmail, ChangeOwnPassword, OwnAccount
from .roles import ConfirmRole, DeclineRole, EndRole, RolesToConfirm
from .search import search
from .sign_in import PasskeySignIn, SecondStep, SignIn, passkey_question
from .users import AddUser, ChangeEmail, CloseAccount, EditUser, GiveRole, InviteAgain, OpenAccount, UserDetail, Users

__all__ = [
    "AddUser",
    "ChangeEmail",
    "ChangeOwnDetails",
    "ChangeOwnEmail",
    "ChangeOwnPassword",
    "CloseAccount",
    "ConfirmRole",
    "DeclineRole",
    "EditUser",
    "EndRole",
    "Failures",
    "ForgottenPassword",
    "GiveRole",
    "Invitation",
    "InviteAgain",
    "Messages",
    "OpenAccount",
    "OwnAccount",
    "PasskeySignIn",
    "RolesToConfirm",
    "SecondStep",
    "SetUp",
    "SignIn",
    "UserDetail",
    "Users",
    "passkey_question",
    "search",
]
