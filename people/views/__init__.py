"""The ways in; one's own account and how one is told; users and their roles; and the register."""

from .entrance import ForgottenPassword, Invitation, SecondStepLost, SetUp
from .messages import Failures, Messages
from .own_account import ChangeOwnDetails, ChangeOwnEmail, ChangeOwnPassword, OwnAccount
from .own_sign_in import ConfirmItIsYou
from .roles import ConfirmRole, DeclineRole, EndRole, RolesToConfirm
from .search import search
from .sign_in import PasskeySignIn, SecondStep, SignIn, passkey_question
from .users import (
    AddUser,
    AgreeReset,
    AskReset,
    ChangeEmail,
    CloseAccount,
    EditUser,
    GiveRole,
    InviteAgain,
    OpenAccount,
    UserDetail,
    Users,
)

__all__ = [
    "AddUser",
    "AgreeReset",
    "AskReset",
    "ChangeEmail",
    "ChangeOwnDetails",
    "ChangeOwnEmail",
    "ChangeOwnPassword",
    "CloseAccount",
    "ConfirmItIsYou",
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
    "SecondStepLost",
    "SetUp",
    "SignIn",
    "UserDetail",
    "Users",
    "passkey_question",
    "search",
]
