"""Every page asks for a sign-in, with a second step where the school wants one; what was typed is carried through."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.deprecation import MiddlewareMixin

from core import clock
from core.show_again import Kept, kept

from . import second_factor
from .directories import directories
from .forms import SignInForm
from .models import User

ONE_MINUTE = 60
# What a session without the second step may open: to prove it after all, or to go.
CONFIRMING = frozenset({"people:confirm-it-is-you", "sign-out", "hidden"})
# What whoever has to set up a second step may open before it is done. Once it is done, no other session may: who
# knows the password alone would give the account a passkey of their own.
SETTING_UP = CONFIRMING | {"set-up-second-step", "mfa_activate_totp", "mfa_add_webauthn"}


USED = "last used"  # in a session: when that was last written, in seconds


class SessionInUseMiddleware(MiddlewareMixin):
    """A page puts off the end of the session that it was asked in. Within a minute once is enough.

    To write it at every click would be most of what a page that only shows something writes at all.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.user.is_authenticated:
            now = clock.now().timestamp()
            if abs(now - request.session.get(USED, 0)) >= ONE_MINUTE:
                request.session[USED] = now
        return response


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Leads to the sign-in. A form that was sent is answered by the sign-in page itself, which carries it."""

    def handle_no_permission(  # type: ignore[override]  # a page instead of a redirect
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponse:
        again = kept(request)
        if again is None or not request.accepts("text/html"):
            return super().handle_no_permission(request, view_func)
        return sign_in_first(request, again)


def sign_in_first(request: HttpRequest, again: Kept) -> HttpResponse:
    """The sign-in page, carrying what was typed."""
    context = {"form": SignInForm(request=request), "next": again.path, "kept": again.typed}
    context["directories"] = directories()
    response = render(request, "people/sign_in.html", context)
    add_never_cache_headers(response)
    return response


class SecondFactorMiddleware(MiddlewareMixin):
    """Leads whoever opens records to their second step, wherever their school asks for one.

    It costs nothing to a session that was begun with one, and to who holds no such role.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], arguments: Any, named: Any
    ) -> HttpResponse | None:
        user = request.user
        if not getattr(view_func, "login_required", True) or not user.is_authenticated:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in CONFIRMING or second_factor.was_used(request) or not user.needs_second_step:
            return None
        if name in SETTING_UP and not user.has_second_step:
            return None
        return second_step_first(request, user)


def second_step_first(request: HttpRequest, user: User) -> HttpResponse:
    """To where it is set up; a form that was sent is carried by a page that leads there and back.

    Whoever has set one up since this session began signs in anew, with it.
    """
    again = kept(request)
    if user.has_second_step:
        logout(request)
        return sign_in_first(request, again) if again else redirect_to_login(request.get_full_path())
    if again:
        context = {"again": again, "token": get_token(request)}
        return render(request, "people/second_step_first.html", context, status=403)
    return HttpResponseRedirect(reverse("set-up-second-step"))
