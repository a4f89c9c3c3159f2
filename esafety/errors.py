"""Pages for what goes wrong: each says what happened and what to do next."""

import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    too_big = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return render(request, "errors/400.html", {"too_big": too_big}, status=413 if too_big else 400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", {"reason": str(exception)}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/csrf.html", status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest, *_: Any) -> HttpResponse:
    """Something broke in a view or in any middleware; a database that does not answer has a page of its own.

    The templates get no request: context processors would ask what may itself be broken.
    """
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        response = render(None, "errors/503.html", status=503)
        response["Retry-After"] = "60"
        return response
    return render(None, "errors/500.html", status=500)
