"""Asking again who somebody is, at the moment of something that is done in one's own name.

Whoever signs or destroys something proves it there and then; being signed in is not enough. Every such form goes
through `confirm_identity`, so that a further method (a passkey, single sign-on) is one more line of `METHODS`.
"""

from collections.abc import Callable
from typing import NamedTuple

from django import forms
from django.contrib.auth import authenticate

from .models import User


class Method(NamedTuple):
    """One way to prove who one is: the field that carries the proof, whether a user has it, and its check."""

    field: str
    has: Callable[[User], bool]
    proves: Callable[[User, str], bool]
    wrong: str


def _knows_password(user: User, password: str) -> bool:
    """Asked as a sign-in is, so that a wrong one is announced, and counted, as a failed sign-in."""
    return authenticate(None, username=user.email, password=password) == user


METHODS = (Method("password", User.has_usable_password, _knows_password, "That is not your password. Type it again"),)
NO_METHOD = "Choose a password first, under your account: it confirms that it is you."


def confirm_identity(user: User, form: forms.BaseForm) -> bool:
    """Whether a valid form proves that it is this user who sent it; where it does not, the form says so."""
    for method in METHODS:
        if method.field in form.fields and method.has(user):
            if method.proves(user, str(form.cleaned_data.get(method.field, ""))):
                return True
            form.add_error(method.field, forms.ValidationError(method.wrong, code="wrong"))
            return False
    form.add_error(None, NO_METHOD)
    return False
