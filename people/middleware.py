"""Every page asks for a sign-in; what was being sent when the session ended is carried through it."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from core.again import Kept, kept

from .forms import SignInForm


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
    response = render(request, "people/sign_in.html", context)
    add_never_cache_headers(response)
    return response
