"""Two small guards round every request."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]


class DatabaseDownMiddleware:
    """A database that does not answer has its own page (503); the page itself asks the database nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            return self._sorry(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError):
            return self._sorry(request)
        return None

    def _sorry(self, request: HttpRequest) -> HttpResponse:
        logger.exception("The database does not answer")
        response = render(None, "errors/503.html", status=503)  # no request: context processors would ask the database
        response["Retry-After"] = "60"
        return response


class PrivatePagesMiddleware:
    """Pages for signed-in people are never kept: after signing out, the back button shows nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response
