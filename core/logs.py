"""The log: one JSON line for each request, job and fault. It says what happened where, never whom it was about.

Nothing that anybody typed comes into it: no path, no query string, no message of an exception (a database puts the row
into it), no value that a library would put into its sentence. What is left is names of the program's own.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from time import monotonic
from traceback import walk_tb
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
REQUEST_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
DEEPEST = 30  # calls shown of an exception, the innermost ones
OURS = "esafety."
requests, jobs = logging.getLogger("esafety.requests"), logging.getLogger("esafety.jobs")
_request_id: ContextVar[str] = ContextVar("request_id", default="")


class JsonFormatter(logging.Formatter):
    """A record as one line. Of a library's sentence its own words stay, with %s where a value would stand.

    One that has no such place may have been put together already (Django's about a host is): its logger has to do.
    """

    def format(self, record: logging.LogRecord) -> str:
        said = {"time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds")}
        said |= {"level": record.levelname, "logger": record.name}
        if record.args or record.name.startswith(OURS):
            said["message"] = str(record.msg)
        if request_id := _request_id.get():
            said["request_id"] = request_id
        said |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1]:
            said["error"] = list(_causes(record.exc_info[1]))  # type: ignore[assignment]
        return json.dumps(said, ensure_ascii=False)


class RequestLogMiddleware:
    """Logs each request, and gives it an id: that of the web server in front, where it sends a proper one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get(HEADER, "")
        request_id = sent if REQUEST_ID.fullmatch(sent) else uuid4().hex
        token, began = _request_id.set(request_id), monotonic()
        try:
            with _counted_queries() as queries:
                response = self.get_response(request)
            response.headers[HEADER] = request_id
            match = request.resolver_match
            fields = {
                "method": request.method if request.method in KNOWN_METHODS else "other",
                "route": match.view_name if match else None,
                "status": response.status_code,
                "user": _who(request),
                "ms": round((monotonic() - began) * 1000),
                "queries": queries[0],
            }
            requests.info("request", extra={"fields": fields})
            return response
        finally:
            _request_id.reset(token)


KNOWN_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


@contextmanager
def timed_job(name: str, *, job_id: str, tries: int) -> Iterator[dict[str, Any]]:
    """Logs what is done inside as one job; whoever runs it puts its `status` into what this yields."""
    fields: dict[str, Any] = {"job": name, "id": job_id, "tries": tries}
    began = monotonic()
    try:
        yield fields
    finally:
        fields["ms"] = round((monotonic() - began) * 1000)
        jobs.info("job", extra={"fields": fields})


def _who(request: HttpRequest) -> int | None:
    """Who asked, where a view or a middleware looked: the program log itself asks the database nothing."""
    user = getattr(request, "_cached_user", None)  # where django.contrib.auth keeps whom it found
    return user.pk if user is not None else None


@contextmanager
def _counted_queries() -> Iterator[list[int]]:
    count = [0]

    def counting(execute: Callable[..., Any], *arguments: Any) -> Any:
        count[0] += 1
        return execute(*arguments)

    with ExitStack() as stack:
        for alias in settings.DATABASES:
            stack.enter_context(connections[alias].execute_wrapper(counting))
        yield count


def _causes(error: BaseException | None) -> Iterator[dict[str, Any]]:
    """An exception and what it came of: the kind of each, and where, without its message and without any value."""
    while error is not None:
        calls = [
            f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}" for frame, line in walk_tb(error.__traceback__)
        ]
        yield {"type": f"{type(error).__module__}.{type(error).__qualname__}", "at": calls[-DEEPEST:]}
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
