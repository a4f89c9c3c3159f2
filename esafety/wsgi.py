"""The door for gunicorn and runserver."""

import os
from collections.abc import Iterable
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


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "esafety.settings.production")
application = OnlyUtf8(get_wsgi_application())
