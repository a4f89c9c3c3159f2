"""Whether a page would open for somebody who is not there: asked before anybody is told of it by e-mail."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from .views import Page


def may_open(user: Any, path: str) -> bool:
    """Ask the page at this path: its scope, and then its rule. Nothing is shown, nothing is changed."""
    address = urlsplit(path)
    if address.netloc:
        return False
    try:
        found = resolve(address.path)
    except Resolver404:
        return False
    opener: Any = found.func
    page = getattr(opener, "view_class", None)
    if page is None or not issubclass(page, Page):
        return True  # assembled for whoever is signed in
    request = HttpRequest()
    request.method, request.path, request.GET, request.user = "GET", address.path, QueryDict(address.query), user
    view: Any = page(**opener.view_initkwargs)
    view.setup(request, *found.args, **found.kwargs)
    try:
        page.access.require(user, page.action, view.get_subject())
    except (Http404, PermissionDenied):
        return False
    return True
