"""The forms of signing in, of accounts and roles, of a school's settings, and of the register."""

from .confirming import ConfirmingForm
from .crest import CrestForm
from .messages import AgainForm, MessagesForm
from .passwords import LinkForm, NewPasswordForm, OldAndNewPasswordForm
from .set_up import SetUpForm
from .settings import AgencyForm, SettingsForm, TermsFormSet
from .signing_in import ProvingForm, SecondStepForm, SignInForm, enter, forget_wrong_tries
from .users import (
    AddUserForm,
    ConfirmRolesForm,
    EmailForm,
    EndRoleForm,
    GiveRoleForm,
    OwnEmailForm,
    UserFilterForm,
    UserForm,
)

__all__ = [
    "AddUserForm",
    "AgainForm",
    "AgencyForm",
    "ConfirmRolesForm",
    "ConfirmingForm",
    "CrestForm",
    "EmailForm",
    "EndRoleForm",
    "GiveRoleForm",
    "LinkForm",
    "MessagesForm",
    "NewPasswordForm",
    "OldAndNewPasswordForm",
    "OwnEmailForm",
    "ProvingForm",
    "SecondStepForm",
    "SetUpForm",
    "SettingsForm",
    "SignInForm",
    "TermsFormSet",
    "UserFilterForm",
    "UserForm",
    "enter",
    "forget_wrong_tries",
]
