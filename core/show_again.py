"""A form that could not be accepted just now, shown again with what was typed, on any page that has one.

The answer to such a form (signed out meanwhile, a token gone stale, a database that is away) carries what was typed
in a hidden field; nothing is stored for somebody who is not signed in. One button then sends it to the form's own
page under `SHOW_AGAIN`, which asks to show the form and to do nothing: `core.views.Page` sees to that before any
page's own code.

Why another site cannot use it: what is carried was sent with a token or, where the token failed, from this site's
own pages (the browser says so); the button sends a token of its own; and all that comes of it is a filled-in form
that somebody still has to read and to send.
"""

from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.datastructures import MultiValueDict

SHOW_AGAIN = "show_again"
LONGEST = 500_000  # characters, written as in an address: a full report in any script has room
NEVER = ("csrfmiddlewaretoken", SHOW_AGAIN, "one_time_code", "passkey")


class Kept(NamedTuple):
    """What was typed, as one text, and the page it was sent to."""

    typed: str
    path: str

    @property
    def fields(self) -> list[tuple[str, str]]:
        return parse_qsl(self.typed, keep_blank_values=True)


def written(sent: MultiValueDict[str, Any], *, without: tuple[str, ...] = NEVER) -> str:
    """The fields of a form as one text, in their order; never a token, and never what proves who one is."""
    return urlencode(
        [
            (name, value)
            for name, values in sent.lists()
            if name not in without and "password" not in name.lower()
            for value in values
        ]
    )


def kept(request: HttpRequest) -> Kept | None:
    """What a request brought that its page could show again; None where there is nothing, or too much."""
    if request.method != "POST" or request.resolver_match is None or not _shows_again(request.resolver_match.func):
        return None
    return _carried(written(request.POST), request.get_full_path())


def kept_before(typed: str, path: str) -> Kept | None:
    """The same, once it was carried on a page: `path` is one of this site's own."""
    try:
        page = resolve(path.partition("?")[0]).func
    except Resolver404:
        return None
    return _carried(typed, path) if _shows_again(page) else None


def _carried(typed: str, path: str) -> Kept | None:
    return Kept(typed, path) if typed and len(typed) <= LONGEST else None


def _shows_again(view: Any) -> bool:
    return hasattr(getattr(view, "view_class", None), "show_again")


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent it."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
