"""Every address of the site, read from the URL configuration itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver

ADMIN = "admin"  # Django's own pages: they guard themselves


@dataclass(frozen=True, slots=True)
class Route:
    """One address: its name with its namespace, its view, and the names of what varies in it."""

    name: str
    view: Callable[..., Any]
    varies: frozenset[str]

    @property
    def page(self) -> type | None:
        """The class behind the view, if there is one."""
        return getattr(self.view, "view_class", None)

    def __str__(self) -> str:
        return self.name


def routes() -> list[Route]:
    """All of them, Django's own admin aside."""
    return list(_below(get_resolver(), (), frozenset()))


def _below(resolver: Any, namespaces: tuple[str, ...], varies: frozenset[str]) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        found = varies | set(pattern.pattern.regex.groupindex)
        if getattr(pattern, "name", "") == "account_login":
            continue  # another name of the sign-in page, which allauth asks for
        if isinstance(pattern, URLPattern):
            yield Route(":".join([*namespaces, pattern.name or str(pattern.pattern)]), pattern.callback, found)
        elif pattern.namespace != ADMIN:
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _below(pattern, inner, found)
