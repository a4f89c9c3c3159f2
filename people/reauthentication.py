"""Proving who one is: the second step of signing in, and once more at the moment of what is done in one's own name.

Whoever signs or destroys something proves it there and then; being signed in is not enough. Every such form goes
through `confirm_identity`, by whichever way its sender has: a further one is one more line of `METHODS`. Each try is
counted by account, together with the tries of signing in.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from core import clock

from .codes import CodeAgainForm, CodeForm, EachByItself
from .models import User


class Method(NamedTuple):
    """One way to prove who one is: the field that carries the proof, whether a user has it, and its check.

    A check raises `ValidationError` with the sentence for whoever tried.
    """

    field: str
    has: Callable[[User], bool]
    check: Callable[[User, str], None]
    missing: str = ""


def check_password(user: User, typed: str) -> None:
    """Asked as a sign-in is, so that a wrong one is announced, and counted, as a failed sign-in."""
    request = context.request
    if get_adapter(request).authenticate(request, email=user.email, password=typed) != user:
        raise forms.ValidationError("That is not your password. Type it again", code="wrong")
    reauthenticate_by_password(request)


def _by(form_class: Callable[..., Any], name: str) -> Callable[[User, str], None]:
    """The check of one of allauth's forms, which remembers in the session what it accepted.

    What it refuses is announced as a failed sign-in, as a wrong password is.
    """

    def check(user: User, typed: str) -> None:
        form = form_class(user=user, data={name: typed})
        if not form.is_valid():
            user_login_failed.send(sender=__name__, credentials={"email": user.email}, request=context.request)
            raise forms.ValidationError([error for errors in form.errors.as_data().values() for error in errors])
        form.save()
        if isinstance(form, EachByItself):
            _keep_used(form.authenticator, typed)

    return check


def _keep_used(way: Authenticator, typed: str) -> None:
    """Remember a one-time code for as long as it would pass. allauth does for one step, whatever the tolerance."""
    if way.type == Authenticator.Type.TOTP:
        steps = 2 * app_settings.TOTP_TOLERANCE + 1
        cache.touch(way.wrap()._get_used_cache_key(typed), app_settings.TOTP_PERIOD * steps)


def _has(*kinds: str) -> Callable[[User], bool]:
    return lambda user: Authenticator.objects.filter(user=user, type__in=kinds).exists()


NO_CODE = "Type the code from your telephone, or a recovery code"
PASSKEYS, CODES = _has("webauthn"), _has("totp", "recovery_codes")
METHODS = (
    Method("password", User.has_usable_password, check_password, "Type your password, to confirm that it is you"),
    Method("one_time_code", CODES, _by(CodeAgainForm, "code"), NO_CODE),
    Method("passkey", PASSKEYS, _by(ReauthenticateWebAuthnForm, "credential"), "Use your passkey"),
)
SECOND_STEPS = (
    Method("one_time_code", CODES, _by(CodeForm, "code"), NO_CODE),
    Method("passkey", PASSKEYS, _by(AuthenticateWebAuthnForm, "credential"), "Use your passkey"),
)
# For every view whose form carries one of these proofs: no report of an error shows it.
proofs_hidden = method_decorator(sensitive_post_parameters(*(method.field for method in METHODS)), name="dispatch")
NO_METHOD = (
    "This account has no way yet to confirm that it is you: sign out and in again, or ask for a link to choose a "
    "password on the sign-in page."
)


def methods_of(user: User, among: Iterable[Method] = METHODS) -> list[Method]:
    """The ways that this user has."""
    return [method for method in among if method.has(user)]


def confirm_identity(user: User, form: forms.BaseForm, among: Iterable[Method] = METHODS) -> bool:
    """Whether a valid form proves that it is this user who sent it; where it does not, the form says so.

    Of several ways one is enough: the first that was used decides.
    """
    there = [method for method in methods_of(user, among) if method.field in form.fields]
    if not there:
        form.add_error(None, NO_METHOD)
        return False
    for method in there:
        if typed := form.cleaned_data.get(method.field):
            try:
                method.check(user, str(typed))
            except forms.ValidationError as wrong:
                form.add_error(_place_of(method), wrong)
                return False
            return True
    form.add_error(_place_of(there[0]), there[0].missing)
    return False


def _place_of(method: Method) -> str | None:
    """Where its error stands: the answer of a passkey is in no control that a reader sees."""
    return None if method.field == "passkey" else method.field


def was_proved_just_now(request: HttpRequest) -> bool:
    """Whether this session proved within the last minutes who it is of, by signing in or once more."""
    since = clock.now().timestamp() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(record["at"] > since for record in get_authentication_records(request, request.user))
