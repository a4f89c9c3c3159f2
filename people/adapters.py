"""How signing in is done here: what django-allauth asks about accounts, second factors and the school's directory."""

from base64 import urlsafe_b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import load_backend
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from . import tasks
from .models import User
from .reauthentication import was_proved_just_now

TOO_MANY = (
    "There were too many wrong attempts for this account. Wait ten minutes; or ask for a link to choose a new "
    "password, if it is forgotten."
)
NOT_TOGETHER = "That e-mail address and password do not go together. Check both and try again."
WRONG_CODE = "That is neither the current code nor a recovery code that is still unused. Type the newest one"
WRONG_PASSKEY = "That passkey was not accepted. Try again, or use another way"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts: made by those who manage people, never by signing up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "email_password_mismatch": NOT_TOGETHER,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Own paths alone."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_client_ip(self, request: HttpRequest) -> str:
        """Of a socket between a proxy and this program there is none: then all count as one."""
        return get_client_ip(request) or "0.0.0.0"  # noqa: S104  no address to listen on

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By the address alone: allauth's key holds the Host header, of which who asks chooses port and case.

        Letters that the database takes for the same (the long s, in upper case, is S) are one.
        """
        login: str = credentials.get("email") or credentials.get("username") or ""
        return login.upper().lower()

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """A closed account, or one of the demonstration elsewhere, is let in by no way: its own backend says so."""
        if load_backend(settings.AUTHENTICATION_BACKENDS[0]).user_can_authenticate(user):  # type: ignore[attr-defined]
            return None
        clear_login(request)
        messages.error(request, NOT_TOGETHER)
        return HttpResponseRedirect(reverse("sign-in"))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Who needs a second step and has none has some days from here to set it up."""
        user.begin_set_up()
        return super().post_login(request, user, **kwargs)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """The pages say what was done in their own words; only what was refused is passed on."""
        if message := kwargs.get("message"):
            messages.add_message(request, level, message)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Anybody who has just signed in need not prove it again."""
        return not was_proved_just_now(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """One page asks, by whichever way the person has (people.reauthentication)."""
        return [{"id": "confirm", "description": "Confirm that it is you", "url": reverse("people:confirm-it-is-you")}]

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """To the account's own address, whenever a way of signing in is added or taken away."""
        tasks.tell_of_sign_in.enqueue(user.pk, template_prefix.rpartition("/")[2])


class SecondFactorAdapter(DefaultMFAAdapter):
    """One-time codes, passkeys and recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def get_totp_issuer(self) -> str:
        return "E-safety"

    def _get_site_name(self) -> str:
        return "E-safety"

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002  allauth's name for it
        """What a new passkey is called unless its owner says otherwise; allauth would say “Master key”."""
        there = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {there + 1}" if there else "Passkey"

    def encrypt(self, text: str) -> str:
        """The key of one's codes is of no use to whoever has the database alone."""
        return _ring().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _ring().decrypt(encrypted_text.encode()).decode()


def _ring() -> MultiFernet:
    """A key made of each SECRET_KEY: the present one writes, earlier ones (SECRET_KEY_FALLBACKS) still read."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    keys = (salted_hmac("people.second_factor", "key", secret, algorithm="sha256").digest() for secret in secrets)
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])


class DirectoryAdapter(DefaultSocialAccountAdapter):
    """Signing in through the school's own directory (OpenID Connect): people who have an account here, nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Match whom the directory sends with an account: by an earlier sign-in, else by a verified address.

        A directory gives the address of who left to somebody else: an account that one entry of it has used is opened
        by no other entry.
        """
        if sociallogin.is_existing:
            return
        user = self._account_of(sociallogin)
        if user is None:
            raise ImmediateHttpResponse(render(request, "people/directory_refused.html", status=403))
        with transaction.atomic():
            user.lock()
            sociallogin.lookup()  # it may have come in another window in the same moment
            if sociallogin.is_existing:
                return
            if user.socialaccount_set.filter(provider=sociallogin.account.provider).exists():  # type: ignore[attr-defined]
                raise ImmediateHttpResponse(
                    render(request, "people/directory_refused.html", {"is_anothers": True}, status=403)
                )
            sociallogin.connect(request, user)

    def _account_of(self, sociallogin: Any) -> User | None:
        trusted = settings.DIRECTORY_PROVES_ADDRESSES
        said = [each.email for each in sociallogin.email_addresses if each.verified is True or trusted]
        return User.objects.filter(email__iexact=said[0], is_active=True).first() if said else None

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(render(request, "people/directory_refused.html", {"failed": True}, status=403))
