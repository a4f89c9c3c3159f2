"""The WSGI entry point, for gunicorn and runserver."""

import os
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

NOT_UTF_8 = "This site understands UTF-8 only. Nothing was saved: send it again as UTF-8.\n"


class OnlyUtf8:
    """Answers 400 to a request that says it is not UTF-8: on some encodings Django fails before any page can tell."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if _is_utf_8(environ.get("CONTENT_TYPE", "")):
            return self.application(environ, start_response)
        start_response(
            "400 Bad Request",
            [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")],
        )
        return [NOT_UTF_8.encode()]


def _is_utf_8(content_type: str) -> bool:
    """Whether the header names UTF-8 or no encoding at all; one that cannot be read is neither."""
    try:
        _, parameters = parse_header_parameters(content_type)
    except (LookupError, TypeError, ValueError):  # as RFC 2231 lets a parameter be split and encoded, it may clash
        return False
    return parameters.get("charset", "utf-8").lower() == "utf-8"


class BrokeOffError(OSError):
    """The connection ended before all was there that the request announced."""


class WholeBody:
    """What a request brings, which is all of it or an error.

    Gunicorn gives what came before a connection broke off as if it were all, and Django takes a form that ends in the
    middle of a word, or half a file. An `OSError` instead becomes Django's `UnreadablePostError`.
    """

    def __init__(self, body: Any, length: int) -> None:
        self.body = body
        self.lacking = length  # bytes

    def read(self, size: int = -1) -> bytes:
        wanted = self.lacking if size is None or size < 0 else min(size, self.lacking)
        piece: bytes = self.body.read(wanted)
        if len(piece) < wanted:
            raise BrokeOffError("The connection broke off.")
        self.lacking -= len(piece)
        return piece

    def readline(self, size: int = -1) -> bytes:
        wanted = self.lacking if size is None or size < 0 else min(size, self.lacking)
        line: bytes = self.body.readline(wanted)
        if len(line) < wanted and not line.endswith(b"\n"):
            raise BrokeOffError("The connection broke off.")
        self.lacking -= len(line)
        return line


class OnlyWhole:
    """Nothing is made of a request of which a part is lacking."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        announced = environ.get("CONTENT_LENGTH", "")
        if announced.isdecimal():
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(announced))
        return self.application(environ, start_response)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "esafety.settings.production")
application = OnlyUtf8(OnlyWhole(get_wsgi_application()))
