"""Pages for what goes wrong: each says what happened and what to do next."""

import sys
from typing import Any

from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.request import RawPostDataException
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

from core.outages import is_away, stands_behind
from core.own_words import own_words
from core.show_again import Kept, is_from_here, kept, kept_before
from people.middleware import sign_in_first


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be understood. So does Django call it, too, when a session could not be written."""
    if isinstance(exception, SessionInterrupted) and stands_behind(exception):
        return _away(_again(request))
    too_big = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return render(request, "errors/400.html", {"too_big": too_big}, status=413 if too_big else 400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", {"reason": str(exception), "words": _words(request)}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token, or with that of an earlier sign-in. What was typed is offered again."""
    carried = _again(request)
    if carried and not request.user.is_authenticated and request.accepts("text/html"):
        return sign_in_first(request, carried["again"])
    return render(request, "errors/csrf.html", carried, status=403)


def _again(request: HttpRequest) -> dict[str, Any]:
    """What a page of this site sent and what sends it to its form again. Asks nothing of the database."""
    again: Kept | None = None
    try:
        if is_from_here(request):
            again = kept(request) or kept_before(request.POST.get("kept", ""), request.POST.get("next", ""))
    except (UnreadablePostError, RawPostDataException):
        again = None  # the connection broke off while it was being sent
    return {"again": again, "token": get_token(request)} if again else {}


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", {"words": _words(request)}, status=404)


def _words(request: HttpRequest) -> list[str]:
    """What was written on a page whose subject went away, or out of reach, before it was sent.

    An address that leads nowhere is no page: what was sent there was sent by no form of this site.
    """
    page = getattr(request.resolver_match and request.resolver_match.func, "view_class", None)
    begin_empty = getattr(page, "begin_empty", None)
    return own_words(request.POST, begin_empty) if begin_empty and request.method == "POST" else []


@requires_csrf_token
def too_many_requests(request: HttpRequest) -> HttpResponse:
    """More sign-ins from one network address than a school's staff ever send."""
    response = render(request, "errors/429.html", status=429)
    response["Retry-After"] = "60"
    return response


def server_error(request: HttpRequest, *_: Any) -> HttpResponse:
    """Something broke in a view or in any middleware; a database that does not answer has a page of its own.

    The templates get no request: context processors would ask what may itself be broken.
    """
    again = _again(request)
    if is_away(sys.exception()):
        return _away(again)
    return render(None, "errors/500.html", again, status=500)


def _away(again: dict[str, Any]) -> HttpResponse:
    response = render(None, "errors/503.html", again, status=503)
    response["Retry-After"] = "60"
    return response
